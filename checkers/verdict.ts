import type { Source } from '../history/events/base.ts';
import type { Anomaly, Finding } from './finding.ts';

/** `violation` > `broken` > `inconclusive` > `pass`: the worst wins, everywhere. */
export type VerdictName = 'violation' | 'broken' | 'inconclusive' | 'pass';

/** How one checker fared. One that threw says nothing about the scheduler, and hides no other's finding. */
export type CheckerOutcome =
  | { readonly outcome: 'checked'; readonly anomaly: Anomaly; readonly findings: number }
  | { readonly outcome: 'failed'; readonly anomaly: Anomaly; readonly error: string };

/** What the history shows, and how much of it there was. */
export interface Verdict {
  readonly verdict: VerdictName;
  /** Why, one sentence each: for `inconclusive` and `broken` what is missing, for `violation` how many findings break which promise. */
  readonly reasons: readonly string[];
  /** Proved findings that break the run's contract. */
  readonly violations: readonly Finding[];
  /** Findings that would break it, but are only possible: the clocks, or a gap, leave them open. */
  readonly doubts: readonly Finding[];
  /** Findings that no promise of this run speaks of. */
  readonly notes: readonly Finding[];
  readonly checkers: readonly CheckerOutcome[];
  readonly coverage: {
    readonly events: number;
    readonly workflows: number;
    readonly executions: number;
    /** Witnesses that did not watch this run: what they alone would have told is unknown. */
    readonly absent: readonly Source[];
    /** Planned faults: whether each has a receipt, and how many executions ran while it held. */
    readonly faults: readonly {
      readonly fault: string;
      readonly effective: boolean;
      readonly healed: boolean;
      readonly executionsDuring: number;
    }[];
  };
}
