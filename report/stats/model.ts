import type { VerdictName } from '../../checkers/verdict.ts';
import type { Rate } from '../serve/model.ts';

/** In what the runs of a row are told apart further. */
export const slicings = ['night', 'week', 'version'] as const;
export type Slicing = (typeof slicings)[number];

/** Two runs make a pair; `differ`: of those in which both say something, one has the finding and the other has not. */
export interface Pairs {
  readonly pairs: number;
  readonly differ: number;
}

/** What a number of runs came to. */
export interface Tally {
  readonly runs: number;
  readonly verdicts: Readonly<Record<VerdictName, number>>;
  /** Of the finding that is counted; only runs that say something of it. */
  readonly rate: Rate;
  /** Of all of them, with their clusters' resets or starts. */
  readonly seconds: { readonly median: number; readonly p90: number };
}

/** Runs of one scenario with the same kinds of faults, on one version or build, with the same settings. */
export interface StatsCell extends Tally {
  readonly scenario: string;
  /** Absent where versions are told apart in `slices`. */
  readonly version?: string;
  readonly build?: string;
  readonly strategy: string;
  readonly fixes: readonly string[];
  /** Kinds of the planned faults. */
  readonly faults: readonly string[];
  /** `overlapping-executions/long`: what its scenario expects, or `a violation` where it expects nothing. */
  readonly counted: string;
  /** Every other finding that broke the contract of a run; by name. */
  readonly violations: readonly { readonly name: string; readonly rate: Rate }[];
  /** The last runs that say something of what is counted, and those before them; absent where there are no more than the former, or they are of several versions. */
  readonly trend?: { readonly recent: Rate; readonly before: Rate; readonly changed: boolean };
  /** Runs of the same plan with the same seed, and of the others. The same plan that differs is flaky: chance beyond the seed decides. */
  readonly flakiness: {
    /** How many plans with their seed were run more than once, and say something. */
    readonly repeated: number;
    readonly same: Pairs;
    readonly others: Pairs;
  };
  /** By name, which is in order of time of nights and weeks; empty where nothing is told apart. */
  readonly slices: readonly (Tally & { readonly name: string })[];
}

export interface StatsModel {
  /** The ledger, as its user names it. */
  readonly ledger: string;
  /** In all. */
  readonly records: number;
  /** Of those, so many are asked for. */
  readonly matching: number;
  /** When the first and the last of those began; ISO, UTC. */
  readonly from?: string;
  readonly to?: string;
  readonly by?: Slicing;
  /** Lines of the ledger that are no records. */
  readonly unreadable: readonly number[];
  /** By scenario, then version and settings. */
  readonly cells: readonly StatsCell[];
}
