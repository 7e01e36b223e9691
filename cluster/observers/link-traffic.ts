import type { HistoryEvent, Without } from '../../history/event.ts';
import type { Micros } from '../../history/time.ts';
import type { LinkSpec } from '../topology.ts';

export type LinkEvent = Without<Extract<HistoryEvent, { source: 'link' }>, 'seq' | 'source' | 'mono'>;

/** A connection of the proxies' container, with the bytes that the kernel has counted. */
interface Socket {
  readonly own: string;
  readonly other: string;
  readonly sent: number;
  readonly received: number;
}

/** One look at all connections; it took place between `since` and `at`, µs. */
export interface LinkSample {
  /** When the look before this one began. */
  readonly since: Micros;
  readonly at: Micros;
  readonly sockets: readonly Socket[];
}

/** @returns a line of docker/toxiproxy/watch-links.sh; nothing for any other. */
export function parseLinkSample(line: string): LinkSample | undefined {
  const [word, since, at, ...rest] = line.split(' ');
  if (word !== 'links' || !/^\d+$/.test(since ?? '') || !/^\d+$/.test(at ?? '')) return undefined;
  const sockets: Socket[] = [];
  for (const text of rest) {
    // The proxies listen on IPv6's wildcard, where IPv4 looks like this: [::ffff:172.18.0.2]:20003.
    const plain = text.replace(/\[(?:::ffff:)?([^\]]+)\]/g, '$1');
    const [, own = '', other = '', sent, received] = /^(\S+)>(\S+)=(\d+)\/(\d+)$/.exec(plain) ?? [];
    if (sent === undefined) return undefined;
    sockets.push({ own, other, sent: Number(sent), received: Number(received) });
  }
  return { since: Number(since), at: Number(at), sockets };
}

/** Bytes of one end of a link, over all its connections. */
class Counter {
  #closed = { sent: 0, received: 0 };
  #open = new Map<string, Socket>();
  #first = true;

  get clients(): readonly string[] {
    return [...this.#open.keys()];
  }

  /** @returns whether anything has changed. What was counted before the first look is left out. */
  look(sockets: readonly Socket[]): boolean {
    const before = JSON.stringify(this.total());
    const open = new Map(sockets.map((socket) => [socket.other, socket]));
    for (const [name, socket] of this.#open) {
      const now = open.get(name);
      if (now && now.sent >= socket.sent && now.received >= socket.received) continue;
      this.#add(socket, 1);
    }
    if (this.#first) for (const socket of sockets) this.#add(socket, -1);
    this.#first = false;
    this.#open = open;
    return JSON.stringify(this.total()) !== before;
  }

  total(): { readonly sent: number; readonly received: number } {
    const total = { ...this.#closed };
    for (const { sent, received } of this.#open.values()) {
      total.sent += sent;
      total.received += received;
    }
    return total;
  }

  #add({ sent, received }: Socket, sign: 1 | -1): void {
    this.#closed = { sent: this.#closed.sent + sign * sent, received: this.#closed.received + sign * received };
  }
}

interface Ends {
  readonly near: Counter;
  readonly far: Counter;
  /** Own ends of the connections to the neighbour that were ever known to be this link's; none until somebody can tell. */
  readonly farEnds: Set<string>;
}

/** The proxies' own ends (`address:port`) of a link's connections to the neighbour, as the neighbour tells; those that it knows of. */
export type FarEndsOf = (link: LinkSpec) => readonly string[];

/** What passes over each link, from one look to the next. */
export class LinkTraffic {
  readonly #links: readonly LinkSpec[];
  readonly #farEndsOf: FarEndsOf;
  readonly #ends = new Map<string, Ends>();

  constructor(links: readonly LinkSpec[], farEndsOf: FarEndsOf) {
    this.#links = links;
    this.#farEndsOf = farEndsOf;
  }

  look({ since, at, sockets }: LinkSample): readonly LinkEvent[] {
    return this.#links.flatMap((link) => this.#lookAt(link, { since, at, sockets }));
  }

  #lookAt(link: LinkSpec, { since, at, sockets }: LinkSample): LinkEvent[] {
    const { name, server, listenPort } = link;
    const ends = this.#ends.get(name) ?? { near: new Counter(), far: new Counter(), farEnds: new Set<string>() };
    this.#ends.set(name, ends);
    const common = { link: name, server, at };
    const before = ends.near.clients;
    const near = ends.near.look(sockets.filter(({ own }) => own.endsWith(`:${listenPort}`)));
    const clients = ends.near.clients;
    const far = this.#lookFar(ends, link, sockets);
    const connected = clients.filter((client) => !before.includes(client));
    const cut = before.filter((client) => !clients.includes(client));
    return [
      ...connected.map((client): LinkEvent => ({ ...common, type: 'link.connect', client })),
      ...cut.map((client): LinkEvent => ({ ...common, type: 'link.cut', client, since })),
      ...(near || far ? [{ ...common, since, ...traffic(ends, clients.length) }] : []),
    ];
  }

  /** Connections to a neighbour look alike: whose they are, the neighbour tells. */
  #lookFar({ far, farEnds }: Ends, link: LinkSpec, sockets: readonly Socket[]): boolean {
    for (const end of this.#farEndsOf(link)) farEnds.add(end);
    if (farEnds.size === 0) return false;
    // Connections to two neighbours may have one own port.
    const [port] = link.upstream.split(':').slice(-1);
    const ours = sockets.filter(({ own, other }) => farEnds.has(own) && other.endsWith(`:${port}`));
    return far.look(ours.map((socket) => ({ ...socket, other: socket.own })));
  }
}

function traffic({ near, far, farEnds }: Ends, connections: number) {
  const nearTotal = near.total();
  const farTotal = farEnds.size === 0 ? undefined : far.total();
  return {
    type: 'link.traffic' as const,
    connections,
    up: { taken: nearTotal.received, passed: farTotal?.sent ?? null },
    down: { taken: farTotal?.received ?? null, passed: nearTotal.sent },
  };
}
