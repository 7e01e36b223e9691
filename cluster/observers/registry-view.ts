import type { HistoryEvent, Without } from '../../history/event.ts';
import { MICROS_PER_MS, type Micros } from '../../history/time.ts';
import { GUARD_ROOT } from '../agent/rules.ts';
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
   * @returns what has changed: sessions, then nodes that are gone, then nodes that are there (a node may be gone and there again).
   */
  look({ sessions }: RegistrySnapshot, since: Micros, at: Micros): readonly DatedEvent[] {
    const before = this.#sessions;
    const ended = this.flush();
    const known = [...sessions].map(([session, state]) => this.#know(session, schedulers(state), before.get(session)));
    const gone = [...before].filter(([session]) => !sessions.has(session));
    this.#sessions = new Map(known.map(({ session, now }) => [session, now]));
    this.#ended = gone.map(([session]) => ({ session, since, at }));
    const nodes = (
      type: 'node.create' | 'node.delete',
      session: string,
      paths: readonly string[],
      server: string | undefined,
    ) => paths.map((path) => this.#node(type, path, session, server));
    const events = [
      ...known.flatMap((each) => each.events),
      ...gone.flatMap(([session, { ephemerals, server }]) => nodes('node.delete', session, ephemerals, server)),
      ...known.flatMap(({ session, gone: paths, now }) => nodes('node.delete', session, paths, now.server)),
      ...known.flatMap(({ session, made, now }) => nodes('node.create', session, made, now.server)),
    ];
    return [...ended, ...events.map((event) => ({ ...event, since, at }))];
  }

  /** @returns the ends of sessions that are not told yet. */
  flush(): DatedEvent[] {
    return this.#ended.splice(0).map(({ session, since, at }) => {
      const reason = this.#expired.delete(session) ? 'expired' : 'closed';
      return { type: 'session.end', session, reason, since, at };
    });
  }

  /** What a session is now, what is to be told of it, and which of its nodes are new or gone. */
  #know(session: string, state: SessionState, before: Known | undefined) {
    const had = new Set(before?.ephemerals);
    const has = new Set(state.ephemerals);
    const made = state.ephemerals.filter((path) => !had.has(path));
    const owner = before?.server ?? made.map(this.#serverOf).find((server) => server !== undefined);
    const events: RegistryEvent[] = [];
    if (!before) {
      const timeout = state.timeoutMs === null ? null : state.timeoutMs * MICROS_PER_MS;
      events.push({ type: 'session.open', session, timeout });
    }
    if (owner !== undefined && before?.server === undefined)
      events.push({ type: 'session.own', session, server: owner });
    if (before ? before.connection !== state.connection : state.connection === null) {
      events.push({ type: 'session.move', session, connection: state.connection });
    }
    const gone = (before?.ephemerals ?? []).filter((path) => !has.has(path));
    return { session, now: { ...state, server: owner }, events, made, gone };
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

/** A session without the nodes that our own agent made in it. */
function schedulers(state: SessionState): SessionState {
  return { ...state, ephemerals: state.ephemerals.filter((path) => !path.startsWith(GUARD_ROOT)) };
}
