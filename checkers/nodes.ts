import type { EventOf, HistoryEvent } from '../history/event.ts';
import type { Micros } from '../history/time.ts';
import type { Moment } from './executions.ts';

/** A change that the registry's witness saw between two looks: it lies between `since` and `at`, both included. */
export interface Change extends Moment {
  readonly since: Micros;
}

/** Whether the node that registers a server is there, and since when. */
export interface Registration {
  readonly present: boolean;
  readonly change: Change;
}

/** One client holds a lock: its node has the lowest number of those that want it. */
export interface Tenure {
  readonly server: string | null;
  readonly from: Change;
  /** Absent while it holds it. */
  readonly to: Change | undefined;
}

interface Contender {
  readonly path: string;
  readonly server: string | null;
  readonly sequence: number;
}

interface Lock {
  /** By number, the holder first. */
  readonly contenders: Contender[];
  readonly tenures: (Tenure & { to: Change | undefined })[];
}

/**
 * What the registry shows: which servers are registered, whose session has expired, and who holds the locks of a failover. Other locks are left
 * out: some versions take them every few seconds. Memory: one record for each server, each session, and each time such a lock was held.
 */
export class Nodes {
  readonly #registrations = new Map<
    string,
    Registration & { readonly path: string; readonly session: string | null }
  >();
  /** The session by which a server was last registered, and whose each session is. */
  readonly #sessions = new Map<string, string>();
  readonly #servers = new Map<string, string>();
  /** Servers whose session has expired, until they have another one. */
  readonly #expired = new Set<string>();
  readonly #locks = new Map<string, Lock>();

  /** @returns nothing where no node of the server was ever seen. */
  registration(server: string): Registration | undefined {
    return this.#registrations.get(server);
  }

  /** @returns the name under which a server registers, the last part of its node's path: `172.22.0.6:5678`. */
  addressOf(server: string): string | undefined {
    return this.#registrations.get(server)?.path.split('/').at(-1);
  }

  /** @returns the server whose session it is, where it is the latest by which that server was registered. */
  serverOf(session: string): string | undefined {
    const server = this.#servers.get(session);
    return server !== undefined && this.#sessions.get(server) === session ? server : undefined;
  }

  /** Whether a server's session has expired. One that its client closed has not. */
  hasExpired(server: string): boolean {
    return this.#expired.has(server);
  }

  /** Who held each lock of a failover, in order, by the lock's name. */
  tenures(): Iterable<readonly [string, readonly Tenure[]]> {
    return [...this.#locks].map(([name, { tenures }]) => [name, tenures] as const);
  }

  observe(event: HistoryEvent): void {
    switch (event.type) {
      case 'session.own':
        this.#servers.set(event.session, event.server);
        this.#sessions.set(event.server, event.session);
        this.#expired.delete(event.server);
        break;
      case 'session.end':
        this.#end(event);
        break;
      case 'node.create':
      case 'node.delete':
        if (event.lock) this.#lock(event, event.lock);
        else if (event.server !== null) this.#register(event, event.server);
        break;
      default:
    }
  }

  #end({ session, reason }: EventOf<'session.end'>): void {
    const server = this.serverOf(session);
    if (server !== undefined && reason === 'expired') this.#expired.add(server);
  }

  #register(event: EventOf<'node.create' | 'node.delete'>, server: string): void {
    const { path, session, type } = event;
    const known = this.#registrations.get(server);
    // The old session's node goes when another one's has taken its place.
    const isOther = known?.session !== session && known?.session !== null && session !== null;
    if (type === 'node.delete' && known?.present && isOther) return;
    const present = type === 'node.create';
    // Seen again: it has been there since it was first.
    const change = known?.present && present && !isOther ? known.change : changeOf(event);
    this.#registrations.set(server, { path, session, present, change });
  }

  #lock(event: EventOf<'node.create' | 'node.delete'>, { name, sequence }: { name: string; sequence: number }): void {
    if (!name.includes('failover')) return;
    const lock = this.#locks.get(name) ?? { contenders: [], tenures: [] };
    this.#locks.set(name, lock);
    const [holder] = lock.contenders;
    const { path, server } = event;
    const at = lock.contenders.findIndex((contender) => contender.path === path);
    if (event.type === 'node.delete' && at !== -1) lock.contenders.splice(at, 1);
    if (event.type === 'node.create' && at === -1) {
      lock.contenders.push({ path, server, sequence });
      lock.contenders.sort((a, b) => a.sequence - b.sequence);
    }
    const [next] = lock.contenders;
    if (next === holder) return;
    const change = changeOf(event);
    const tenure = lock.tenures.at(-1);
    // Numbers are given in order of time: one below the holder's was there before it, so that the other never held the lock.
    if (event.type === 'node.create' && holder) lock.tenures.pop();
    else if (tenure && !tenure.to) tenure.to = change;
    if (next) lock.tenures.push({ server: next.server, from: change, to: undefined });
  }
}

function changeOf({ since, at, seq }: Change): Change {
  return { since, at, seq };
}
