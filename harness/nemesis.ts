import type { Situation } from '../checkers/situation.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { DeadlineError, notYet, type Say, there, waitFor } from '../cluster/wait.ts';
import type { EventOf } from '../history/event.ts';
import type { Journal } from '../history/journal.ts';
import { MICROS_PER_MS, nowMicros } from '../history/time.ts';
import type { FaultContext } from './faults/fault.ts';
import { faults } from './faults/registry.ts';
import type { PlannedFault } from './plan-types.ts';
import { alive } from './view.ts';

/** Time for a receipt beyond the session timeout, ms: expiry comes up to a tick late, and the failover takes a moment. */
const RECEIPT_BEYOND_SESSION_MS = 30_000;
/** Time for the target to be back after the heal, ms. */
const VERIFY_MS = 60_000;
const MS_PER_SECOND = 1_000;

type Step = EventOf<'fault.missed'>['step'];

export interface NemesisContext {
  readonly cluster: Cluster;
  readonly situation: Situation;
  readonly journal: Journal;
  readonly signal: AbortSignal;
}

/** Does a plan's faults, and undoes them on every way out. */
export class Nemesis {
  readonly #context: NemesisContext;
  /** Begun and not yet healed. */
  readonly #open = new Map<string, { readonly planned: PlannedFault; readonly context: FaultContext }>();

  constructor(context: NemesisContext) {
    this.#context = context;
  }

  /**
   * One fault from its trigger to its verified heal. A step that does not come about in time is written down (`fault.missed`) and is no
   * error: the run goes on, and its verdict says what is missing.
   */
  async run(planned: PlannedFault, say: Say): Promise<void> {
    const target = await this.#trigger(planned, say);
    if (target === undefined) return;
    say(`${planned.kind} ${target}`);
    const context = await this.#begin(planned, target);
    await this.#hold(planned, context, say);
    await this.#heal(planned, context, say);
  }

  /** Heals what is still open. For the ways out: it neither waits for verification nor throws. */
  async healAll(): Promise<void> {
    for (const { planned, context } of this.#open.values()) {
      this.#record(planned, { type: 'fault.heal' });
      await faults[planned.kind].heal(context).catch((error: Error) => this.#miss(planned, 'heal', error));
    }
    this.#open.clear();
  }

  /** @returns the server to strike, once the task has run for as long as planned. */
  async #trigger(planned: PlannedFault, say: Say): Promise<string | undefined> {
    const { task, runsForMs, withinMs } = planned.when;
    const { situation, signal } = this.#context;
    const what = `task ${task} running for ${runsForMs / MS_PER_SECOND} s`;
    return this.#step(planned, 'trigger', () =>
      waitFor({
        what,
        deadlineMs: withinMs,
        everyMs: 20,
        signal,
        say,
        look: () => {
          const now = nowMicros();
          const running = alive(situation, now).find((execution) => situation.task(execution)?.name === task);
          if (!running) return notYet('it does not run');
          if (now - running.start.at < runsForMs * MICROS_PER_MS) return notYet('it runs');
          const owner = situation.workflows.ownerAt(running.workflow, now)?.owner;
          return owner === undefined ? notYet('its workflow has no owner') : there(owner);
        },
      }),
    );
  }

  async #begin(planned: PlannedFault, target: string): Promise<FaultContext> {
    const { cluster, situation } = this.#context;
    const beganAt = nowMicros();
    const context = { cluster, situation, target, beganAt };
    this.#open.set(planned.fault, { planned, context });
    // On disk before it is done: what may have been begun can be healed.
    this.#record(planned, { type: 'fault.begin', kind: planned.kind, target }, beganAt);
    await this.#step(planned, 'begin', () => faults[planned.kind].begin(context));
    return context;
  }

  /** Keeps it up as long as planned, and looks for the receipt meanwhile. */
  async #hold(planned: PlannedFault, context: FaultContext, say: Say): Promise<void> {
    const { cluster, signal } = this.#context;
    const healAt = performance.now() + planned.healAfterMs;
    const proof = await this.#step(planned, 'receipt', () =>
      waitFor({
        what: `receipt of ${planned.kind} on ${context.target}`,
        deadlineMs: cluster.spec.settings.sessionTimeoutSeconds * MS_PER_SECOND + RECEIPT_BEYOND_SESSION_MS,
        everyMs: 100,
        signal,
        say,
        look: () => faults[planned.kind].receipt(context),
      }),
    );
    if (proof) this.#record(planned, { type: 'fault.effective', proof: proof.proof, events: [...proof.events] });
    await waitFor({
      what: `${planned.kind} on ${context.target} holds`,
      deadlineMs: planned.healAfterMs + VERIFY_MS,
      everyMs: 50,
      signal,
      say,
      look: () => (performance.now() >= healAt ? there(true) : notYet(proof?.proof ?? 'no receipt')),
    });
  }

  async #heal(planned: PlannedFault, context: FaultContext, say: Say): Promise<void> {
    const { signal } = this.#context;
    const fault = faults[planned.kind];
    this.#record(planned, { type: 'fault.heal' });
    await this.#step(planned, 'heal', async () => {
      await fault.heal(context);
      this.#open.delete(planned.fault);
      const proof = await waitFor({
        what: `heal of ${planned.kind} on ${context.target}`,
        deadlineMs: VERIFY_MS,
        signal,
        say,
        look: () => fault.verify(context),
      });
      this.#record(planned, { type: 'fault.healed', proof });
    });
  }

  /** @returns what the step gives, or nothing where it failed or was late; that is written down. Only an interruption goes on up. */
  async #step<T>(planned: PlannedFault, step: Step, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#context.signal.throwIfAborted();
      this.#miss(planned, step, error as Error);
      return undefined;
    }
  }

  #miss(planned: PlannedFault, step: Step, error: Error): void {
    const reason = error instanceof DeadlineError ? error.message : `${error.name}: ${error.message}`;
    this.#record(planned, { type: 'fault.missed', step, reason });
  }

  #record(planned: PlannedFault, event: NemesisEvent, at = nowMicros()): void {
    this.#context.journal.append({ at, source: 'nemesis', fault: planned.fault, ...event });
  }
}

type WithoutCommon<Event> = Event extends { source: 'nemesis' }
  ? Omit<Event, 'seq' | 'at' | 'mono' | 'source' | 'fault'>
  : never;
type NemesisEvent = WithoutCommon<
  EventOf<'fault.begin' | 'fault.effective' | 'fault.heal' | 'fault.healed' | 'fault.missed'>
>;
