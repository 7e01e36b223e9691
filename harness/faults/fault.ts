import type { Situation } from '../../checkers/situation.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Look } from '../../cluster/wait.ts';
import type { Witnesses } from '../../cluster/witnesses.ts';
import type { UnnumberedEvent } from '../../history/event.ts';
import type { Micros } from '../../history/time.ts';
import type { Strike } from '../plan-schema.ts';
import type { StrikeKind } from '../strikes.ts';
import type { Evidence } from '../view.ts';

/** What a fault may look at and act on. */
export interface FaultContext {
  readonly cluster: Cluster;
  readonly scheduler: Witnesses['scheduler'];
  /** All that the witnesses have told so far. */
  readonly situation: Situation;
  /** What registry, links, engine and logs have told so far, in the order in which it was learnt. */
  readonly evidence: Evidence;
  /** The fault's name in the plan. */
  readonly fault: string;
  /** The server that the fault's role meant when it fired. */
  readonly target: string;
  /** Of a fault between two servers: the other one. */
  readonly peer?: string;
  readonly beganAt: Micros;
  /** Writes down what a witness tells that is only asked for the receipt. @returns the event's `seq`. */
  readonly tell: (event: UnnumberedEvent) => number;
  /** @returns the moment at which its heal began; now, as long as it has not. What was seen later is no effect of it. */
  readonly heldUntil: () => Micros;
  /** So long after its begin it is to be over by itself, ms: nobody may be there to heal it. */
  readonly limitMs: number;
  /**
   * Goes on with something until the fault is healed, on whatever way out: it has ended before `heal` is called. `work` ends soon after the signal
   * has fired; what it throws is written down.
   */
  readonly meanwhile: (work: (signal: AbortSignal) => Promise<void>) => void;
}

/** Proof in words, and the events that show it. */
export interface Proof {
  readonly proof: string;
  readonly events: readonly number[];
}

/** A kind of fault: one file and one line in the registry. `strike`: what the plan chose for it. */
export interface Fault<Kind extends StrikeKind = StrikeKind> {
  /** For people: what it does to its target, and what its receipt is. */
  readonly words: { readonly does: string; readonly receipt: string };
  readonly begin: (context: FaultContext, strike: Strike<Kind>) => Promise<void>;
  /** One look at whether it took effect, told by somebody other than the nemesis. */
  readonly receipt: (context: FaultContext, strike: Strike<Kind>) => Promise<Look<Proof>>;
  /** Undoes it. Is called on every way out, so it may be called twice, or without `begin` having finished. */
  readonly heal: (context: FaultContext, strike: Strike<Kind>) => Promise<void>;
  /**
   * One look at whether it is undone, told by somebody other than the nemesis. Whether servers work again is another matter: `recovery.ts`
   * waits for that.
   */
  readonly verify: (context: FaultContext, strike: Strike<Kind>) => Promise<Look<string>>;
}
