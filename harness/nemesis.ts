import { setTimeout as sleep } from 'node:timers/promises';
import type { Execution } from '../checkers/executions.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { allSettled, DeadlineError, type Look, notYet, type Say, there, waitFor } from '../cluster/wait.ts';
import type { Witnesses } from '../cluster/witnesses.ts';
import type { EventOf, HistoryEvent, Without } from '../history/event.ts';
import type { Journal } from '../history/journal.ts';
import { MICROS_PER_MS, MS_PER_SECOND, nowMicros } from '../history/time.ts';
import type { FaultContext } from './faults/fault.ts';
import { faults } from './faults/registry.ts';
import type { PlannedFault, Target } from './plan-types.ts';
import type { View } from './view.ts';

/** Time for a receipt beyond hold and session timeout, ms: expiry comes up to a tick late, and the failover takes a moment. */
const RECEIPT_BEYOND_SESSION_MS = 30_000;
/** Time for the target to be back after the heal, ms. */
const VERIFY_MS = 60_000;

type Step = EventOf<'fault.missed'>['step'];

export interface NemesisContext {
  readonly cluster: Cluster;
  readonly scheduler: Witnesses['scheduler'];
  readonly view: View;
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
    // At once: how long the fault holds is the plan's choice, whether its receipt comes or not.
    await allSettled([this.#receive(planned, context, say), this.#holdAndHeal(planned, context, say)]);
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
    const { view, signal } = this.#context;
    const { situation } = view;
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
          const running = view.alive(now).find((execution) => situation.task(execution)?.name === task);
          if (!running) return notYet('it does not run');
          if (now - running.start.at < runsForMs * MICROS_PER_MS) return notYet('it runs');
          return resolve(planned.target, running, this.#context);
        },
      }),
    );
  }

  async #begin(planned: PlannedFault, target: string): Promise<FaultContext> {
    const { cluster, scheduler, view } = this.#context;
    const beganAt = nowMicros();
    const { situation, evidence } = view;
    const context = { planned, cluster, scheduler, situation, evidence, target, beganAt };
    this.#open.set(planned.fault, { planned, context });
    // On disk before it is done: what may have been begun can be healed.
    this.#record(planned, { type: 'fault.begin', kind: planned.kind, target }, beganAt);
    await this.#step(planned, 'begin', () => faults[planned.kind].begin(context));
    return context;
  }

  /** Looks for the receipt; one that comes after the heal is one too. */
  async #receive(planned: PlannedFault, context: FaultContext, say: Say): Promise<void> {
    const { cluster, signal } = this.#context;
    const proof = await this.#step(planned, 'receipt', () =>
      waitFor({
        what: `receipt of ${planned.kind} on ${context.target}`,
        deadlineMs:
          planned.healAfterMs + cluster.spec.settings.sessionTimeoutSeconds * MS_PER_SECOND + RECEIPT_BEYOND_SESSION_MS,
        everyMs: 100,
        signal,
        look: () => faults[planned.kind].receipt(context),
      }),
    );
    if (!proof) return;
    say(proof.proof);
    this.#record(planned, { type: 'fault.effective', proof: proof.proof, events: [...proof.events] });
  }

  async #holdAndHeal(planned: PlannedFault, context: FaultContext, say: Say): Promise<void> {
    const { signal } = this.#context;
    const fault = faults[planned.kind];
    const what = `${planned.kind} on ${context.target}`;
    say(`${what} holds for ${planned.healAfterMs / MS_PER_SECOND} s`);
    await sleep(planned.healAfterMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    this.#record(planned, { type: 'fault.heal' });
    await this.#step(planned, 'heal', async () => {
      await fault.heal(context);
      this.#open.delete(planned.fault);
      const healedAt = nowMicros();
      const look = (): Promise<Look<string>> => fault.verify(context, healedAt);
      const proof = await waitFor({ what: `heal of ${what}`, deadlineMs: VERIFY_MS, signal, say, look });
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

/** @returns the server that a role means now. */
function resolve(target: Target, { workflow, worker }: Execution, { cluster, view }: NemesisContext): Look<string> {
  if (target === 'worker' || target === 'zookeeper') return there(target === 'worker' ? worker : target);
  const owner = view.situation.workflows.ownerAt(workflow, nowMicros())?.owner;
  if (owner === undefined) return notYet('its workflow has no owner');
  if (target === 'owner') return there(owner);
  const standby = cluster.servers.find(({ role, name }) => role === 'master' && name !== owner);
  return standby ? there(standby.name) : notYet('there is no other master');
}

type NemesisEvent = Without<Extract<HistoryEvent, { source: 'nemesis' }>, 'seq' | 'at' | 'mono' | 'source' | 'fault'>;
