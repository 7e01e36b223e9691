import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../cluster/cluster.ts';
import { allSettled, type Look, type Say, there, waitFor } from '../cluster/wait.ts';
import type { Witnesses } from '../cluster/witnesses.ts';
import type { Journal } from '../history/journal.ts';
import { type Micros, MS_PER_SECOND, nowMicros } from '../history/time.ts';
import { Background } from './background.ts';
import { FaultLog } from './fault-log.ts';
import type { Fault, FaultContext } from './faults/fault.ts';
import { faults } from './faults/registry.ts';
import { limitMsOf, longestHoldMs } from './hold.ts';
import { LinkGuard } from './link-guard.ts';
import type { PlannedFault, PlannedTrigger } from './plan-schema.ts';
import { awaitRecovery } from './recovery.ts';
import { lookForStruck, type Struck } from './targets.ts';
import { lookForTrigger, type Occasion, triggerPhrase } from './triggers.ts';
import type { View } from './view.ts';

/** Time for a receipt beyond hold and session timeout, ms: expiry comes up to a tick late, and the failover takes a moment. */
const RECEIPT_BEYOND_SESSION_MS = 30_000;
/** Time for a heal to be seen, ms. */
const VERIFY_MS = 30_000;

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
  readonly #log: FaultLog;
  readonly #guard: LinkGuard;
  readonly #open = new Map<string, OpenFault>();
  /** By fault: the server that it struck. */
  readonly #struck = new Map<string, string>();
  /** In order of time. */
  readonly #healed: PlannedFault[] = [];

  constructor(context: NemesisContext) {
    this.#context = context;
    this.#log = new FaultLog(context.journal, context.signal);
    this.#guard = new LinkGuard(context.cluster);
  }

  /**
   * One fault from its trigger to its verified heal. A step that does not come about in time is written down (`fault.missed`) and is no
   * error: the run goes on, and its verdict says what is missing.
   * @param startedAt when the last workflow of the plan was started.
   */
  async run(planned: PlannedFault, startedAt: Micros, say: Say): Promise<void> {
    const guarded = await this.#log.step(planned, 'begin', () => this.#guard.expect(planned).then(() => true));
    if (!guarded) return;
    const struck = await this.#target(planned, startedAt, say);
    if (struck === undefined) return this.#guard.over(planned);
    say([planned.strike.kind, struck.target, struck.peer].join(' '));
    const open = await this.#begin(planned, struck);
    // At once: how long the fault holds is the plan's choice, whether its receipt comes or not.
    const healing = this.#holdAndHeal(open, startedAt, say);
    await allSettled([this.#receive(open, say), healing]);
  }

  /** Until every server works, or has had its time since the last heal. What is open then is written down. */
  async recover(healedAt: Micros, say: Say): Promise<void> {
    const open = await awaitRecovery(healedAt, { ...this.#context, say });
    const planned = this.#healed.at(-1);
    if (open && planned) this.#log.record(planned, { type: 'fault.missed', step: 'recovery', reason: open });
  }

  /** Heals what is still open. For the ways out: it neither waits for verification nor throws. */
  async healAll(): Promise<void> {
    for (const open of this.#open.values()) {
      const { planned } = open;
      this.#log.record(planned, { type: 'fault.heal' });
      await this.#heal(open).catch((error: Error) => this.#log.miss(planned, 'heal', error));
    }
    this.#open.clear();
  }

  /** @returns the server to strike, or the two, once the trigger is reached. */
  async #target(planned: PlannedFault, startedAt: Micros, say: Say): Promise<Struck | undefined> {
    const { cluster, view } = this.#context;
    const scene = { cluster, view, struck: this.#struck };
    return this.#log.step(planned, 'trigger', () =>
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
    const { cluster, scheduler, view, journal } = this.#context;
    const beganAt = nowMicros();
    const { situation, evidence } = view;
    const background = new Background((error) => this.#log.miss(planned, 'begin', error));
    const meanwhile: FaultContext['meanwhile'] = (work) => background.start(work);
    const tell: FaultContext['tell'] = (event) => journal.append(event).seq;
    const heldUntil: FaultContext['heldUntil'] = () => this.#log.healBegan(planned) ?? nowMicros();
    const other = peer === undefined ? {} : { peer };
    const times = { beganAt, heldUntil, limitMs: limitMsOf(planned) };
    const { fault } = planned;
    const context = { cluster, scheduler, situation, evidence, fault, target, ...other, ...times, meanwhile, tell };
    const open = { planned, context, background };
    this.#open.set(planned.fault, open);
    this.#struck.set(planned.fault, target);
    // On disk before it is done: what may have been begun can be healed.
    this.#log.record(planned, { type: 'fault.begin', kind: planned.strike.kind, target, ...other }, beganAt);
    await this.#log.step(planned, 'begin', () => faultOf(planned).begin(context, planned.strike));
    this.#guard.begun(planned);
    return open;
  }

  /** Looks for the receipt; one that comes after the heal is one too. */
  async #receive({ planned, context }: OpenFault, say: Say): Promise<void> {
    const { cluster, signal } = this.#context;
    const proof = await this.#log.step(planned, 'receipt', () =>
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
    this.#log.record(planned, { type: 'fault.effective', proof: proof.proof, events: [...proof.events] });
  }

  async #holdAndHeal(open: OpenFault, startedAt: Micros, say: Say): Promise<void> {
    const { planned, context } = open;
    const { signal } = this.#context;
    const what = `${planned.strike.kind} on ${context.target}`;
    await this.#hold(planned, what, startedAt, say);
    this.#log.record(planned, { type: 'fault.heal' });
    await this.#log.step(planned, 'heal', async () => {
      await this.#heal(open);
      this.#open.delete(planned.fault);
      this.#healed.push(planned);
      const look = (): Promise<Look<string>> => faultOf(planned).verify(context, planned.strike);
      const proof = await waitFor({ what: `heal of ${what}`, deadlineMs: VERIFY_MS, everyMs: 500, signal, say, look });
      this.#log.record(planned, { type: 'fault.healed', proof });
    });
  }

  async #heal({ planned, context, background }: OpenFault): Promise<void> {
    await background.stop();
    await faultOf(planned).heal(context, planned.strike);
    void this.#guard.over(planned);
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
    await this.#log.step({ heal, ...planned }, 'heal', () => this.#reach(heal.when, startedAt, say, there));
  }
}

/** Whatever strike a plan holds, its own kind's file does it. */
function faultOf({ strike }: PlannedFault): Fault {
  return faults[strike.kind] as Fault;
}
