import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../cluster/cluster.ts';
import { healLinksBy } from '../cluster/heal-links-by.ts';
import { allSettled, DeadlineError, type Look, type Say, there, waitFor } from '../cluster/wait.ts';
import type { Witnesses } from '../cluster/witnesses.ts';
import type { EventOf, HistoryEvent, Without } from '../history/event.ts';
import type { Journal } from '../history/journal.ts';
import { type Micros, MS_PER_SECOND, nowMicros } from '../history/time.ts';
import { Background } from './background.ts';
import type { Fault, FaultContext } from './faults/fault.ts';
import { faults } from './faults/registry.ts';
import type { PlannedFault, PlannedTrigger } from './plan-schema.ts';
import { awaitRecovery } from './recovery.ts';
import { lookForStruck, type Struck } from './targets.ts';
import { lookForTrigger, type Occasion, triggerPhrase } from './triggers.ts';
import type { View } from './view.ts';
import { Watchdog } from './watchdog.ts';

/** Time for a receipt beyond hold and session timeout, ms: expiry comes up to a tick late, and the failover takes a moment. */
const RECEIPT_BEYOND_SESSION_MS = 30_000;
/** A fault that could be over by itself is so, this long after it should have been healed, ms: more than a busy harness is ever late. */
const HEAL_LATEST_MS = 60_000;
/** Time for a heal to be seen, ms. */
const VERIFY_MS = 30_000;

type Step = EventOf<'fault.missed'>['step'];

export interface NemesisContext {
  readonly cluster: Cluster;
  readonly scheduler: Witnesses['scheduler'];
  readonly view: View;
  readonly journal: Journal;
  readonly signal: AbortSignal;
}

/** Begun, and not yet healed. */
interface OpenFault {
  readonly planned: PlannedFault;
  readonly context: FaultContext;
  readonly background: Background;
}

/** Does a plan's faults, and undoes them on every way out. */
export class Nemesis {
  readonly #context: NemesisContext;
  readonly #open = new Map<string, OpenFault>();
  /** By fault: the server that it struck. */
  readonly #struck = new Map<string, string>();
  /** In order of time. */
  readonly #healed: PlannedFault[] = [];

  readonly #watchdog: Watchdog;

  constructor(context: NemesisContext) {
    this.#context = context;
    this.#watchdog = new Watchdog((moment) => healLinksBy(context.cluster, moment));
  }

  /**
   * One fault from its trigger to its verified heal. A step that does not come about in time is written down (`fault.missed`) and is no
   * error: the run goes on, and its verdict says what is missing.
   * @param startedAt when the last workflow of the plan was started.
   */
  async run(planned: PlannedFault, startedAt: Micros, say: Say): Promise<void> {
    if (!(await this.#guard(planned))) return;
    const struck = await this.#target(planned, startedAt, say);
    if (struck === undefined) return this.#unguard(planned);
    say([planned.strike.kind, struck.target, struck.peer].join(' '));
    const open = await this.#begin(planned, struck);
    // At once: how long the fault holds is the plan's choice, whether its receipt comes or not.
    const healing = this.#holdAndHeal(open, startedAt, say);
    await allSettled([this.#receive(open, say), healing]);
  }

  /**
   * Before anything is done to a link, and before its moment comes, the cluster is told when to heal it without us.
   * @returns whether it was; otherwise the fault is not to be begun, and that is written down.
   */
  async #guard(planned: PlannedFault): Promise<boolean> {
    if (!('link' in planned.strike)) return true;
    const { withinMs, plusMs } = planned.when;
    const latest = Date.now() + withinMs + plusMs + limitMsOf(planned);
    const guarded = await this.#step(planned, 'begin', () =>
      this.#watchdog.expect(planned.fault, latest).then(() => true),
    );
    return guarded ?? false;
  }

  /** A moment that stays written down does no harm: by then there is nothing to heal. */
  async #unguard({ fault }: PlannedFault): Promise<void> {
    await this.#watchdog.forget(fault).catch(() => undefined);
  }

  /** Until every server works, or has had its time since the last heal. What is open then is written down. */
  async recover(healedAt: Micros, say: Say): Promise<void> {
    const open = await awaitRecovery(healedAt, { ...this.#context, say });
    const planned = this.#healed.at(-1);
    if (open && planned) this.#record(planned, { type: 'fault.missed', step: 'recovery', reason: open });
  }

  /** Heals what is still open. For the ways out: it neither waits for verification nor throws. */
  async healAll(): Promise<void> {
    for (const open of this.#open.values()) {
      const { planned } = open;
      this.#record(planned, { type: 'fault.heal' });
      await this.#heal(open).catch((error: Error) => this.#miss(planned, 'heal', error));
    }
    this.#open.clear();
  }

  /** @returns the server to strike, or the two, once the trigger is reached. */
  async #target(planned: PlannedFault, startedAt: Micros, say: Say): Promise<Struck | undefined> {
    const { cluster, view } = this.#context;
    const scene = { cluster, view, struck: this.#struck };
    return this.#step(planned, 'trigger', () =>
      this.#reach(planned.when, startedAt, say, (occasion) => lookForStruck(planned, occasion, scene)),
    );
  }

  /** Waits for a trigger, and from then on for what is looked for next. @throws DeadlineError that names the trigger. */
  async #reach<T>(
    trigger: PlannedTrigger,
    startedAt: Micros,
    say: Say,
    next: (occasion: Occasion) => Look<T>,
  ): Promise<T> {
    const { view, signal } = this.#context;
    return waitFor({
      what: triggerPhrase(trigger),
      deadlineMs: trigger.withinMs + trigger.plusMs,
      everyMs: 20,
      signal,
      say,
      look: () => {
        const occasion = lookForTrigger(trigger, { view, now: nowMicros(), startedAt });
        return occasion.done ? next(occasion.value) : occasion;
      },
    });
  }

  async #begin(planned: PlannedFault, { target, peer }: Struck): Promise<OpenFault> {
    const { cluster, scheduler, view } = this.#context;
    const beganAt = nowMicros();
    const { situation, evidence } = view;
    const background = new Background((error) => this.#miss(planned, 'begin', error));
    const meanwhile: FaultContext['meanwhile'] = (work) => background.start(work);
    const limitMs = limitMsOf(planned);
    const other = peer === undefined ? {} : { peer };
    const context = { cluster, scheduler, situation, evidence, target, ...other, beganAt, limitMs, meanwhile };
    const open = { planned, context, background };
    this.#open.set(planned.fault, open);
    this.#struck.set(planned.fault, target);
    // On disk before it is done: what may have been begun can be healed.
    this.#record(planned, { type: 'fault.begin', kind: planned.strike.kind, target, ...other }, beganAt);
    await this.#step(planned, 'begin', () => faultOf(planned).begin(context, planned.strike));
    // From here on it is known better; meanwhile the later moment stands.
    if ('link' in planned.strike)
      void this.#watchdog.expect(planned.fault, Date.now() + limitMs).catch(() => undefined);
    return open;
  }

  /** Looks for the receipt; one that comes after the heal is one too. */
  async #receive({ planned, context }: OpenFault, say: Say): Promise<void> {
    const { cluster, signal } = this.#context;
    const proof = await this.#step(planned, 'receipt', () =>
      waitFor({
        what: `receipt of ${planned.strike.kind} on ${context.target}`,
        deadlineMs:
          longestHoldMs(planned) +
          cluster.spec.settings.sessionTimeoutSeconds * MS_PER_SECOND +
          RECEIPT_BEYOND_SESSION_MS,
        everyMs: 100,
        signal,
        look: () => faultOf(planned).receipt(context, planned.strike),
      }),
    );
    if (!proof) return;
    say(proof.proof);
    this.#record(planned, { type: 'fault.effective', proof: proof.proof, events: [...proof.events] });
  }

  async #holdAndHeal(open: OpenFault, startedAt: Micros, say: Say): Promise<void> {
    const { planned, context } = open;
    const { signal } = this.#context;
    const what = `${planned.strike.kind} on ${context.target}`;
    await this.#hold(planned, what, startedAt, say);
    this.#record(planned, { type: 'fault.heal' });
    await this.#step(planned, 'heal', async () => {
      await this.#heal(open);
      this.#open.delete(planned.fault);
      this.#healed.push(planned);
      const look = (): Promise<Look<string>> => faultOf(planned).verify(context, planned.strike);
      const proof = await waitFor({ what: `heal of ${what}`, deadlineMs: VERIFY_MS, everyMs: 500, signal, say, look });
      this.#record(planned, { type: 'fault.healed', proof });
    });
  }

  async #heal({ planned, context, background }: OpenFault): Promise<void> {
    await background.stop();
    await faultOf(planned).heal(context, planned.strike);
    void this.#unguard(planned);
  }

  /** Until the fault is to be healed: at the latest when its trigger is overdue, which is written down. */
  async #hold({ heal, ...planned }: PlannedFault, what: string, startedAt: Micros, say: Say): Promise<void> {
    const { signal } = this.#context;
    if ('afterMs' in heal) {
      say(`${what} holds for ${heal.afterMs / MS_PER_SECOND} s`);
      await sleep(heal.afterMs, undefined, { signal }).catch(() => signal.throwIfAborted());
      return;
    }
    say(`${what} holds until ${triggerPhrase(heal.when)}`);
    await this.#step({ heal, ...planned }, 'heal', () => this.#reach(heal.when, startedAt, say, there));
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

/** Whatever strike a plan holds, its own kind's file does it. */
function faultOf({ strike }: PlannedFault): Fault {
  return faults[strike.kind] as Fault;
}

/** So long after its begin a fault is to be over even without us, ms. */
function limitMsOf(planned: PlannedFault): number {
  return longestHoldMs(planned) + HEAL_LATEST_MS;
}

/** How long a fault may hold, ms. */
function longestHoldMs({ heal }: PlannedFault): number {
  return 'afterMs' in heal ? heal.afterMs : heal.when.plusMs + heal.when.withinMs;
}

type NemesisEvent = Without<Extract<HistoryEvent, { source: 'nemesis' }>, 'seq' | 'at' | 'mono' | 'source' | 'fault'>;
