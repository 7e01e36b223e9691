import { type Proxy as ProxyOfLink, Toxiproxy } from 'toxiproxy-node-client';
import { z } from 'zod';
import type { LinkSpec, Neighbour } from './topology.ts';
import { within } from './wait.ts';

/** Toxiproxy answers in milliseconds or not at all; its client knows no deadline. */
const ANSWER_MS = 5_000;

/** There is no link of that name; a defect of the caller. */
class UnknownLinkError extends Error {
  readonly code = 'LINK_UNKNOWN';
}

/** Which way bytes go: `upstream` from the server to its neighbour, `downstream` back. */
export type Direction = 'upstream' | 'downstream';

/** What Toxiproxy can do to the bytes of a connection, as far as it is used here. */
export type ToxicType = 'timeout' | 'reset_peer' | 'latency';

function nameOf(type: ToxicType, direction: Direction): string {
  return `${type}-${direction}`;
}

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

  /** Closes the listener and every connection of a link: new ones are refused. Done twice it is done once. */
  async refuse(link: string): Promise<void> {
    await this.#enable(await this.#get(link), false);
  }

  /** Undoes `refuse`; what else was done to the link stays. Done twice it is done once. */
  async accept(link: string): Promise<void> {
    await this.#enable(await this.#get(link), true);
  }

  /**
   * Swallows what goes one way. Connections stay, and new ones are taken: whoever connects hears nothing. Toxiproxy's `timeout` toxic of
   * timeout 0 drops the bytes of its own direction only.
   */
  async swallow(link: string, direction: Direction): Promise<void> {
    await this.#addToxic(link, direction, 'timeout', { timeout: 0 });
  }

  /**
   * Breaks every connection as soon as the server says something on it, and takes new ones. Those that were made before are closed; only those that
   * are made from now on end with a reset, because Toxiproxy sets SO_LINGER to 0 when a connection begins (link.go, Start).
   */
  async reset(link: string): Promise<void> {
    await this.#addToxic(link, 'upstream', 'reset_peer', { timeout: 0 });
  }

  /** Holds whatever goes one way back for so long, ms, more or less up to the jitter; the order stays. */
  async delay(link: string, direction: Direction, milliseconds: number, jitter: number): Promise<void> {
    await this.#addToxic(link, direction, 'latency', { latency: milliseconds, jitter });
  }

  /**
   * Undoes `swallow`, `reset` or `delay` of one direction; what else was done to the link stays. Closes the connections that a `timeout` held
   * (toxics/timeout.go, Cleanup). Done twice it is done once.
   */
  async undo(link: string, type: ToxicType, direction: Direction): Promise<void> {
    const wanted = nameOf(type, direction);
    await this.#removeToxics(link, (name) => name === wanted);
  }

  /** Undoes all that was done to a link. Done twice it is done once. */
  async restore(link: string): Promise<void> {
    await this.#removeToxics(link, () => true);
    await this.accept(link);
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

  /** @returns the name of the link by which a server reaches a neighbour. */
  linkOf(server: string, neighbour: Neighbour): string {
    const spec = this.specs.find((each) => each.server === server && each.neighbour === neighbour);
    if (!spec) throw new UnknownLinkError(`${server} has no link to its ${neighbour}`);
    return spec.name;
  }

  /** Done twice it is an error: what a plan asks for twice on one link is to be known. */
  async #addToxic(link: string, direction: Direction, type: ToxicType, attributes: object): Promise<void> {
    const proxy = await this.#get(link);
    const toxic = { name: nameOf(type, direction), type, stream: direction, toxicity: 1, attributes };
    await within(`Toxiproxy, ${type} ${direction} of ${link}`, ANSWER_MS, () => proxy.addToxic(toxic));
  }

  async #removeToxics(link: string, wanted: (name: string) => boolean): Promise<void> {
    const toxics = (await this.#read())[link]?.toxics ?? [];
    if (toxics.length === 0) return;
    const proxy = await this.#get(link);
    for (const { name } of toxics.filter((toxic) => wanted(toxic.name))) {
      await within(`Toxiproxy, remove ${name} of ${link}`, ANSWER_MS, async () =>
        (await proxy.getToxic(name)).remove(),
      );
    }
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

  async #get(link: string): Promise<ProxyOfLink> {
    return within(`Toxiproxy, read ${link}`, ANSWER_MS, () => this.#toxiproxy.get(link));
  }
}
