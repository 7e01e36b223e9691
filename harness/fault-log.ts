import { DeadlineError } from '../cluster/wait.ts';
import type { EventOf, HistoryEvent, Without } from '../history/event.ts';
import type { Journal } from '../history/journal.ts';
import { type Micros, nowMicros } from '../history/time.ts';
import type { PlannedFault } from './plan-schema.ts';

type Step = EventOf<'fault.missed'>['step'];
type NemesisEvent = Without<Extract<HistoryEvent, { source: 'nemesis' }>, 'seq' | 'at' | 'mono' | 'source' | 'fault'>;

/** What the nemesis writes down of its faults. */
export class FaultLog {
  readonly #journal: Journal;
  readonly #signal: AbortSignal;
  readonly #heals = new Map<string, Micros>();

  /** @param signal ends the run: what fails because of it is no missed step. */
  constructor(journal: Journal, signal: AbortSignal) {
    this.#journal = journal;
    this.#signal = signal;
  }

  record({ fault }: PlannedFault, event: NemesisEvent, at = nowMicros()): void {
    this.#journal.append({ at, source: 'nemesis', fault, ...event });
    if (event.type === 'fault.heal' && !this.#heals.has(fault)) this.#heals.set(fault, at);
  }

  /** @returns the moment at which the fault's heal began; nothing before that. */
  healBegan({ fault }: PlannedFault): Micros | undefined {
    return this.#heals.get(fault);
  }

  /** A step did not come about. */
  miss(planned: PlannedFault, step: Step, error: Error): void {
    const reason = error instanceof DeadlineError ? error.message : `${error.name}: ${error.message}`;
    this.record(planned, { type: 'fault.missed', step, reason });
  }

  /** @returns what the step gives, or nothing where it failed or was late; that is written down. Only an interruption goes on up. */
  async step<T>(planned: PlannedFault, step: Step, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#signal.throwIfAborted();
      this.miss(planned, step, error as Error);
      return undefined;
    }
  }
}
