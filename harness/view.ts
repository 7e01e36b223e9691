import type { Execution } from '../checkers/executions.ts';
import { Situation } from '../checkers/situation.ts';
import type { EventOf, EventType, HistoryEvent } from '../history/event.ts';
import { MICROS_PER_SECOND, type Micros } from '../history/time.ts';
import { Sightings } from './sightings.ts';

/** An execution that has not been heard of for so long is over, µs: four heartbeats, since a busy machine delays them. */
const SILENT_AFTER = 2 * MICROS_PER_SECOND;

type EvidenceEvent = Extract<HistoryEvent, { source: 'registry' | 'link' | 'engine' | 'log' }>;

const witnesses: readonly string[] = ['registry', 'link', 'engine', 'log'] satisfies EvidenceEvent['source'][];

/** What registry, links, engine and the servers' logs have told: where faults look for their receipts. */
export class Evidence {
  readonly #byType = new Map<EventType, HistoryEvent[]>();

  /** In the order in which it was learnt. */
  of<Type extends EvidenceEvent['type']>(type: Type): readonly EventOf<Type>[] {
    return (this.#byType.get(type) ?? []) as unknown as readonly EventOf<Type>[];
  }

  observe(event: HistoryEvent): void {
    if (!witnesses.includes(event.source)) return;
    const told = this.#byType.get(event.type);
    if (told) told.push(event);
    else this.#byType.set(event.type, [event]);
  }
}

/** What the harness knows while the run goes on: events in the order in which it learns of them. */
export class View {
  readonly situation: Situation;
  readonly evidence = new Evidence();
  readonly sightings: Sightings;
  /** By fault that has begun: whom it struck. */
  readonly struck = new Map<string, Pick<EventOf<'fault.begin'>, 'target' | 'peer'>>();
  /** Commands that no master has taken yet, by number; a failover under way is one. */
  readonly #pending = new Map<number, string>();

  constructor(begin: EventOf<'run.begin'>) {
    this.situation = new Situation(begin);
    this.sightings = new Sightings(this.situation.workflows);
  }

  observe(event: HistoryEvent): void {
    this.situation.observe(event);
    this.evidence.observe(event);
    this.sightings.observe(event);
    if (event.type === 'fault.begin') this.struck.set(event.fault, event);
    if (event.type !== 'row' || event.table !== 'command') return;
    if (event.op === 'delete') this.#pending.delete(event.command);
    else this.#pending.set(event.command, event.kind);
  }

  /** Kinds of the commands that wait. */
  get pendingCommands(): readonly string[] {
    return [...this.#pending.values()];
  }

  /** Executions that run now, as far as the witness has told. */
  alive(now: Micros): readonly Execution[] {
    return [...this.situation.executions.all()].filter(
      ({ exitCode, last }) => exitCode === undefined && now - last.at < SILENT_AFTER,
    );
  }
}
