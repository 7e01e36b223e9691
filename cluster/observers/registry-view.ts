import type { HistoryEvent, Without } from '../../history/event.ts';
import { MICROS_PER_MS, type Micros } from '../../history/time.ts';
import type { RegistrySnapshot, SessionState } from '../zookeeper/four-letters.ts';

type RegistryEvent = Without<Extract<HistoryEvent, { source: 'registry' }>, 'seq' | 'at' | 'source' | 'mono' | 'since'>;

/** Turns a server's own node (`…/nodes/master/172.18.0.5:5678`) into the server's name; nothing for any other path. */
export type ServerOfPath = (path: string) => string | undefined;

interface Known extends SessionState {
  readonly server: string | undefined;
}

/** A change, and the moments between which it happened. */
export type DatedEvent = RegistryEvent & { readonly since: Micros; readonly at: Micros };

/**
 * What the registry looks like, as one look after another shows it, and what has changed from each to the next. One record for each session
 * and each ephemeral node that is there.
 */
export class RegistryView {
  readonly #serverOf: ServerOfPath;
  #sessions = new Map<string, Known>();
  /** Sessions that a look showed gone; told with the next one, since ZooKeeper's log may say only then why. */
  #ended: { readonly session: string; readonly since: Micros; readonly at: Micros }[] = [];
  readonly #expired = new Set<string>();

  constructor(serverOf: ServerOfPath) {
    this.#serverOf = serverOf;
  }

  /** ZooKeeper itself says that it gave a session up. */
  expired(session: string): void {
    this.#expired.add(session);
  }

  /** The session that registered a server's node, while both are there. */
  sessionOf(server: string): { readonly session: string; readonly connection: string | null } | undefined {
    for (const [session, known] of this.#sessions) {
      if (known.server === server) return { session, connection: known.connection };
    }
    return undefined;
  }

  /** ms that ZooKeeper granted to each server whose session is known. */
  timeouts(): Readonly<Record<string, number>> {
    const granted: Record<string, number> = {};
    for (const { server, timeoutMs } of this.#sessions.values()) {
      if (server !== undefined && timeoutMs !== null) granted[server] = timeoutMs;
    }
    return granted;
  }

  /**
   * Takes in a look. @param since when the look before it began (0: there was none), @param at when this one was over.
   * @returns what has changed: sessions before their nodes, and nodes before their session's end.
   */
  look({ sessions }: RegistrySnapshot, since: Micros, at: Micros): readonly DatedEvent[] {
    const dated = (event: RegistryEvent): DatedEvent => ({ ...event, since, at });
    const events = this.flush();
    for (const [session, state] of sessions) events.push(...this.#change(session, state).map(dated));
    for (const [session, known] of this.#sessions) {
      if (sessions.has(session)) continue;
      events.push(...known.ephemerals.map((path) => dated(this.#node('node.delete', path, session, known.server))));
      this.#ended.push({ session, since, at });
      this.#sessions.delete(session);
    }
    return events;
  }

  /** @returns the ends of sessions that are not told yet. */
  flush(): DatedEvent[] {
    return this.#ended.splice(0).map(({ session, since, at }) => {
      const reason = this.#expired.delete(session) ? 'expired' : 'closed';
      return { type: 'session.end', session, reason, since, at };
    });
  }

  #change(session: string, state: SessionState): RegistryEvent[] {
    const before = this.#sessions.get(session);
    const events: RegistryEvent[] = [];
    if (!before) {
      const timeout = state.timeoutMs === null ? null : state.timeoutMs * MICROS_PER_MS;
      events.push({ type: 'session.open', session, timeout });
    }
    const had = new Set(before?.ephemerals);
    const has = new Set(state.ephemerals);
    const made = state.ephemerals.filter((path) => !had.has(path));
    const owner = made.map(this.#serverOf).find((server) => server !== undefined);
    const server = before?.server ?? owner;
    this.#sessions.set(session, { ...state, server });
    if (owner !== undefined && before?.server === undefined)
      events.push({ type: 'session.own', session, server: owner });
    if (before ? before.connection !== state.connection : state.connection === null) {
      events.push({ type: 'session.move', session, connection: state.connection });
    }
    const gone = (before?.ephemerals ?? []).filter((path) => !has.has(path));
    events.push(...gone.map((path) => this.#node('node.delete', path, session, server)));
    events.push(...made.map((path) => this.#node('node.create', path, session, server)));
    return events;
  }

  #node(type: 'node.create' | 'node.delete', path: string, session: string, owner: string | undefined): RegistryEvent {
    const [, lock, sequence] = /^(.*)\/[^/]*-(\d{10})$/.exec(path) ?? [];
    const server = this.#serverOf(path) ?? owner ?? null;
    return {
      type,
      path,
      session,
      server,
      ...(lock === undefined ? {} : { lock: { name: lock, sequence: Number(sequence) } }),
    };
  }
}
