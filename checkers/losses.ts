import type { EventOf, HistoryEvent } from '../history/event.ts';
import type { Micros } from '../history/time.ts';
import type { Moment } from './executions.ts';

/** A server was gone for the others, or had to be taken for gone. */
export interface Loss extends Moment {
  readonly server: string;
  /** The earliest moment at which it can have begun, the source's error taken in. */
  readonly since: Micros;
  /** The moment by which the server was surely registered again; absent until then. */
  readonly back: Micros | undefined;
}

type NodeEvent = EventOf<'node.create' | 'node.delete'>;
type Uncertainty = EventOf<'run.begin'>['uncertainty'];

/**
 * When each server was lost, by the registry (its node deleted, its session over) and by the engine (its container dead). What
 * several events tell of one session is one loss; where that is not certain they count as several, so that the number of losses is
 * never too low. One record for each loss and session.
 */
export class Losses {
  readonly #uncertainty: Uncertainty;
  readonly #byServer = new Map<string, { -readonly [Field in keyof Loss]: Loss[Field] }[]>();
  /** By session: the server whose it is, and whether its loss was counted. */
  readonly #sessions = new Map<string, { readonly server: string; lost: boolean }>();
  /** By server: its latest session. */
  readonly #current = new Map<string, string>();
  #nameless = false;

  constructor(uncertainty: Uncertainty) {
    this.#uncertainty = uncertainty;
  }

  /** @returns the losses of a server so far, in the order in which they were told. */
  of(server: string): readonly Loss[] {
    return this.#byServer.get(server) ?? [];
  }

  /** Whether a node went of which nobody can tell which server it registered: then any server may have been lost. */
  get nameless(): boolean {
    return this.#nameless;
  }

  observe(event: HistoryEvent): void {
    switch (event.type) {
      case 'session.own':
        this.#own(event.session, event.server);
        break;
      case 'node.create':
        if (!event.lock) this.#register(event);
        break;
      case 'node.delete':
        if (!event.lock) this.#unregister(event);
        break;
      case 'session.end':
        this.#endSession(event);
        break;
      case 'container.die':
        this.#die(event);
        break;
      default:
    }
  }

  #own(session: string, server: string): void {
    if (!this.#sessions.has(session)) this.#sessions.set(session, { server, lost: false });
    this.#current.set(server, session);
  }

  #register({ server, session, at }: NodeEvent): void {
    if (server === null) return;
    if (session !== null) this.#own(session, server);
    // Registered anew it can be lost anew, though in the session whose loss was counted: a heartbeat makes a node again that is gone
    // (3.1.1: ZookeeperRegistry.put).
    const current = this.#sessions.get(this.#current.get(server) ?? '');
    if (current) current.lost = false;
    const back = at + (this.#uncertainty.registry ?? 0);
    for (const loss of this.#byServer.get(server) ?? []) loss.back ??= back;
  }

  #unregister(event: NodeEvent): void {
    const { server, session } = event;
    if (server === null) {
      this.#nameless = true;
      return;
    }
    // Its session may have ended a moment before: then the node went with it.
    const known = session === null ? undefined : this.#sessions.get(session);
    const open = this.of(server).some(({ back }) => back === undefined);
    if (known?.lost && open) return;
    if (known) known.lost = true;
    this.#lose(server, event, event.since - (this.#uncertainty.registry ?? 0));
  }

  #endSession(event: EventOf<'session.end'>): void {
    const known = this.#sessions.get(event.session);
    if (!known || known.lost) return;
    known.lost = true;
    this.#lose(known.server, event, event.since - (this.#uncertainty.registry ?? 0));
  }

  /** Its session outlives the process by its timeout, and is the same loss. */
  #die(event: EventOf<'container.die'>): void {
    const session = this.#sessions.get(this.#current.get(event.server) ?? '');
    if (session?.lost) return;
    if (session) session.lost = true;
    this.#lose(event.server, event, event.at - this.#uncertainty.engine);
  }

  #lose(server: string, { at, seq }: Moment, since: Micros): void {
    const known = this.#byServer.get(server) ?? [];
    known.push({ server, at, seq, since, back: undefined });
    this.#byServer.set(server, known);
  }
}
