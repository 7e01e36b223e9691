import type { World } from './world.ts';

export interface Session {
  readonly id: string;
  readonly server: string;
  /** Whether the registry hears its client; if not, when it last did. */
  heard: 'now' | number;
  ended: boolean;
}

interface LockNode {
  readonly path: string;
  readonly lock: { readonly name: string; readonly sequence: number };
  readonly session: Session;
  readonly granted: () => void;
  held: boolean;
}

/** ZooKeeper: sessions that live on for their timeout, what they registered, and locks for the lowest number. */
export class Registry {
  readonly #world: World;
  readonly #sessions: Session[] = [];
  readonly #locks = new Map<string, LockNode[]>();
  /** Called when a server's session is over, after the time that a watch takes. */
  onLoss: (server: string, session: Session) => void = () => {};
  #sequence = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Whether a server's node is there. */
  has(server: string): boolean {
    return this.#sessions.some((session) => session.server === server && !session.ended);
  }

  open(server: string): Session {
    const id = `0x${(this.#sessions.length + 1).toString(16)}`;
    const session: Session = { id, server, heard: 'now', ended: false };
    this.#sessions.push(session);
    const { record, now, truth } = this.#world;
    truth.arrivals.push({ server, at: now });
    const registry = { source: 'registry', session: id } as const;
    record.change(now, { ...registry, type: 'session.open', timeout: this.#world.settings.sessionTimeout });
    record.change(now, { ...registry, type: 'session.own', server });
    record.change(now, { ...registry, type: 'node.create', path: nodeOf(server), server });
    return session;
  }

  /** From now on the registry does not hear the session's client; it last did up to a third of the timeout ago. */
  silence(session: Session): void {
    if (session.ended || session.heard !== 'now') return;
    const world = this.#world;
    const { sessionTimeout, tick } = world.settings;
    const heard = world.now - world.dice.between(0, Math.floor(sessionTimeout / 3));
    session.heard = heard;
    const expiry = heard + sessionTimeout + world.dice.between(0, tick);
    world.plan(expiry, () => {
      if (session.heard === heard) this.end(session, 'expired');
    });
  }

  end(session: Session, reason: 'expired' | 'closed'): void {
    if (session.ended) return;
    session.ended = true;
    const { record, now, truth } = this.#world;
    truth.losses.push({ loss: session.id, server: session.server, at: now });
    const registry = { source: 'registry', session: session.id } as const;
    record.change(now, { ...registry, type: 'session.end', reason });
    record.change(now, { ...registry, type: 'node.delete', path: nodeOf(session.server), server: session.server });
    for (const nodes of this.#locks.values()) {
      for (const node of nodes.filter((each) => each.session === session)) this.#remove(node);
    }
    this.onLoss(session.server, session);
  }

  /** Waits for a lock. @returns what gives it back. */
  lock(name: string, session: Session, granted: () => void): () => void {
    this.#sequence += 1;
    const path = `/dolphinscheduler/lock/${name}/_c_${this.#sequence}-lock-${String(this.#sequence).padStart(10, '0')}`;
    const node: LockNode = { path, lock: { name, sequence: this.#sequence }, session, granted, held: false };
    this.#locks.set(name, [...(this.#locks.get(name) ?? []), node]);
    this.#tell('node.create', node);
    this.#grant(name);
    return () => this.#remove(node);
  }

  #remove(node: LockNode): void {
    const { name } = node.lock;
    const nodes = this.#locks.get(name) ?? [];
    if (!nodes.includes(node)) return;
    this.#locks.set(
      name,
      nodes.filter((each) => each !== node),
    );
    this.#tell('node.delete', node);
    this.#grant(name);
  }

  #grant(name: string): void {
    const [first] = this.#locks.get(name) ?? [];
    if (!first || first.held) return;
    first.held = true;
    first.granted();
  }

  #tell(type: 'node.create' | 'node.delete', { path, lock, session }: LockNode): void {
    const node = { path, session: session.id, server: session.server, lock: { ...lock } };
    this.#world.record.change(this.#world.now, { source: 'registry', type, ...node });
  }
}

function nodeOf(server: string): string {
  const role = server.slice(0, server.indexOf('-'));
  return `/dolphinscheduler/nodes/${role}/${server}:5678`;
}
