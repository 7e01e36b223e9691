import { type Proxy as ProxyOfLink, Toxiproxy } from 'toxiproxy-node-client';
import { z } from 'zod';
import type { LinkSpec } from './topology.ts';
import { within } from './wait.ts';

/** Toxiproxy answers in milliseconds or not at all; its client knows no deadline. */
const ANSWER_MS = 5_000;

/** There is no link of that name; a defect of the caller. */
class UnknownLinkError extends Error {
  readonly code = 'LINK_UNKNOWN';
}

/** Which way bytes go: `upstream` from the server to its neighbour, `downstream` back. */
export type Direction = 'upstream' | 'downstream';

/** How a proxy is set. */
export interface LinkSetting {
  readonly enabled: boolean;
  /** What it does to the bytes of its connections: `timeout upstream`. In order of their names. */
  readonly toxics: readonly string[];
}

const proxiesSchema = z.record(
  z.string(),
  z.object({
    enabled: z.boolean(),
    toxics: z.array(z.object({ name: z.string(), type: z.string(), stream: z.string() })),
  }),
);

/** The links of a cluster, each through its own proxy. */
export class Links {
  readonly #toxiproxy: Toxiproxy;
  readonly #url: string;
  readonly specs: readonly LinkSpec[];

  /** @param url of Toxiproxy's own API. */
  constructor(url: string, specs: readonly LinkSpec[]) {
    this.#url = url;
    this.#toxiproxy = new Toxiproxy(url);
    this.specs = specs;
  }

  /** Makes the proxies. */
  async create(): Promise<void> {
    for (const { name, listenPort, upstream } of this.specs) {
      await within(`Toxiproxy, create ${name}`, ANSWER_MS, () =>
        this.#toxiproxy.createProxy({ name, listen: `0.0.0.0:${listenPort}`, upstream, enabled: true }),
      );
    }
  }

  /** Closes the listener and every connection of the server's link: new ones are refused. Done twice it is done once. */
  async refuse(server: string): Promise<void> {
    await this.#enable(await this.#get(server), false);
  }

  /**
   * Swallows what goes one way. Connections stay, and new ones are taken: whoever connects hears nothing. Toxiproxy's `timeout` toxic of
   * timeout 0 drops the bytes of its own direction only.
   */
  async swallow(server: string, direction: Direction): Promise<void> {
    const proxy = await this.#get(server);
    const toxic = {
      name: `swallow-${direction}`,
      type: 'timeout',
      stream: direction,
      toxicity: 1,
      attributes: { timeout: 0 },
    } as const;
    await within(`Toxiproxy, swallow ${direction} of ${proxy.name}`, ANSWER_MS, () => proxy.addToxic(toxic));
  }

  /**
   * Undoes all that was done to the server's link, which closes the connections that a toxic held (toxics/timeout.go, Cleanup).
   * Done twice it is done once.
   */
  async restore(server: string): Promise<void> {
    const proxy = await this.#get(server);
    const toxics = (await this.#read())[proxy.name]?.toxics ?? [];
    for (const { name } of toxics) {
      await within(`Toxiproxy, remove ${name} of ${proxy.name}`, ANSWER_MS, async () =>
        (await proxy.getToxic(name)).remove(),
      );
    }
    await this.#enable(proxy, true);
  }

  /** @returns how each proxy is set now, by link name. */
  async settings(): Promise<ReadonlyMap<string, LinkSetting>> {
    return new Map(
      Object.entries(await this.#read()).map(([name, { enabled, toxics }]) => [
        name,
        { enabled, toxics: toxics.map(({ type, stream }) => `${type} ${stream}`).sort() },
      ]),
    );
  }

  /** The link by which a server reaches ZooKeeper. */
  linkOf(server: string): LinkSpec {
    const spec = this.specs.find((candidate) => candidate.server === server);
    if (!spec) throw new UnknownLinkError(`no link of server ${server}`);
    return spec;
  }

  async #read(): Promise<z.infer<typeof proxiesSchema>> {
    const response = await fetch(`${this.#url}/proxies`, { signal: AbortSignal.timeout(ANSWER_MS) });
    return proxiesSchema.parse(await response.json());
  }

  async #enable(proxy: ProxyOfLink, enabled: boolean): Promise<void> {
    // `update` wants all three fields; listen and upstream are Toxiproxy's own strings, since a differing one restarts the proxy.
    await within(`Toxiproxy, ${enabled ? 'enable' : 'disable'} ${proxy.name}`, ANSWER_MS, () =>
      proxy.update({ enabled, listen: proxy.listen, upstream: proxy.upstream }),
    );
  }

  async #get(server: string): Promise<ProxyOfLink> {
    const { name } = this.linkOf(server);
    return within(`Toxiproxy, read ${name}`, ANSWER_MS, () => this.#toxiproxy.get(name));
  }
}
