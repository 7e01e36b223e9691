import type { Micros } from '../history/time.ts';

/** Every anomaly that has a checker. */
export const anomalies = [
  'overlapping-executions',
  'duplicate-completion',
  'orphan-execution',
  'order-violation',
  'stuck-workflow',
  'double-dispatch',
  'stale-master-write',
  'stale-master-dispatch',
  'conflicting-state',
  'double-failover',
  'witness-disagreement',
  'lost-task',
  'lost-workflow',
  'duplicate-workflow',
  'lock-overlap',
  'never-recovered',
] as const;
export type Anomaly = (typeof anomalies)[number];

/** One anomaly, with the events that show it. */
export interface Finding {
  readonly anomaly: Anomaly;
  /** `proved`: true under every clock error within the stated uncertainty. `possible`: under some. */
  readonly proof: 'proved' | 'possible';
  /** What it is about, the same each time it is found: a later finding of the same anomaly and subject replaces the earlier. */
  readonly subject: string;
  /** Absent where a server and no single workflow is concerned. */
  readonly workflow?: number;
  /** Absent where a whole workflow is concerned. */
  readonly task?: number;
  /** Names of the servers concerned, the one that did it first; absent where the executions say it all. */
  readonly servers?: readonly string[];
  /** Names of the executions concerned, in order of their start. */
  readonly executions: readonly string[];
  /** `seq` of the events that show it, in order of time. */
  readonly events: readonly number[];
  /** The stretch of time in which it was so; a moment has `from` = `to`. */
  readonly from: Micros;
  readonly to: Micros;
  /** For people: which task, which executions, when, for how long, who dispatched them. Times are seconds since `run.begin`. */
  readonly sentence: string;
}
