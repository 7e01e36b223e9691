import { type Proxy as ProxyOfLink, Toxiproxy } from 'toxiproxy-node-client';
import type { LinkSpec } from './topology.ts';
import { within } from './wait.ts';

/** Toxiproxy answers in milliseconds or not at all; its client knows no deadline. */
const ANSWER_MS = 5_000;

/** There is no link of that name; a defect of the caller. */
class UnknownLinkError extends Error {
  readonly code = 'LINK_UNKNOWN';
}

/** The links of a cluster, each through its own proxy. */
export class Links {
  readonly #toxiproxy: Toxiproxy;
  readonly #specs: ReadonlyMap<string, LinkSpec>;

  private constructor(toxiproxy: Toxiproxy, specs: ReadonlyMap<string, LinkSpec>) {
    this.#toxiproxy = toxiproxy;
    this.#specs = specs;
  }

  /** Makes the proxies. @param url of Toxiproxy's own API. */
  static async open(url: string, specs: readonly LinkSpec[]): Promise<Links> {
    const toxiproxy = new Toxiproxy(url);
    for (const { name, listenPort, upstream } of specs) {
      await within(`Toxiproxy, create ${name}`, ANSWER_MS, () =>
        toxiproxy.createProxy({ name, listen: `0.0.0.0:${listenPort}`, upstream, enabled: true }),
      );
    }
    return new Links(toxiproxy, new Map(specs.map((spec) => [spec.server, spec])));
  }

  /** Closes the listener and every connection of the server's link: new ones are refused. Done twice it is done once. */
  async refuse(server: string): Promise<void> {
    await this.#enable(server, false);
  }

  /** Opens the listener again. */
  async restore(server: string): Promise<void> {
    await this.#enable(server, true);
  }

  /** @returns whether the server's link takes connections, as Toxiproxy says now. */
  async enabled(server: string): Promise<boolean> {
    return (await this.#get(server)).enabled;
  }

  async #enable(server: string, enabled: boolean): Promise<void> {
    const proxy = await this.#get(server);
    // `update` wants all three fields; listen and upstream are Toxiproxy's own strings, since a differing one restarts the proxy.
    await within(`Toxiproxy, ${enabled ? 'enable' : 'disable'} ${proxy.name}`, ANSWER_MS, () =>
      proxy.update({ enabled, listen: proxy.listen, upstream: proxy.upstream }),
    );
  }

  async #get(server: string): Promise<ProxyOfLink> {
    const spec = this.#specs.get(server);
    if (!spec) throw new UnknownLinkError(`no link of server ${server}`);
    return within(`Toxiproxy, read ${spec.name}`, ANSWER_MS, () => this.#toxiproxy.get(spec.name));
  }
}
