import type { Anomaly } from '../../checkers/finding.ts';

/** An anomaly of one task, or of none, that runs of a cell prove. */
export interface Left {
  readonly anomaly: Anomaly;
  readonly task?: string;
  /** In so many of the runs that count. */
  readonly seen: number;
  /** And in so many runs that say nothing of what was looked for. */
  readonly also: number;
  /** Whether it breaks the contract of the run. */
  readonly violation: boolean;
  /** The shortest run that shows it, `<scenario>/<time>-<seed>`; absent where none has a directory. */
  readonly run?: string;
  /** What that run says of it. */
  readonly sentence: string;
}

/** What is known of a cell of which something was run, or could be. */
export interface CountedCell {
  readonly kind: 'counted';
  /** Runs that prove what the scenario expects. */
  readonly seen: number;
  /** Runs that say something of it. */
  readonly of: number;
  /** Of the rate: Wilson, 95 %. */
  readonly interval: { readonly low: number; readonly high: number };
  /** Runs that say nothing: never counted as not seen. */
  readonly inconclusive: number;
  readonly broken: number;
  /** Runs that are still to be done. */
  readonly missing: number;
  /** Every anomaly that was proved but the expected one, violations first. */
  readonly left: readonly Left[];
  /** Runs that count in which a workflow, or one of its tasks, did not come to its end. */
  readonly unended: number;
  /** Of the runs that count, with the cluster's reset: seconds. */
  readonly medianSeconds: number | undefined;
  /** The shortest run that shows what is expected. */
  readonly run?: string;
  /** What that run says of it. */
  readonly sentence?: string;
}

/** A cell that cannot be run here. */
export interface NotRunCell {
  readonly kind: 'not-run';
  readonly reason: string;
}

export type MatrixCell = CountedCell | NotRunCell;

/** Versions × columns × scenarios. */
export interface MatrixTable {
  readonly name: string;
  readonly about?: string;
  readonly versions: readonly string[];
  /** `cluster`: what a column puts into the scenarios' cluster block, in words. */
  readonly columns: readonly { readonly name: string; readonly cluster: string }[];
  /** `expects`: the finding that is counted, in words. */
  readonly scenarios: readonly { readonly name: string; readonly about: string; readonly expects: string }[];
  /** Seed of each cell's first run. */
  readonly seed: number;
  /** What its runs that count were done on, where that is somebody's own build: hashes. */
  readonly builds: (version: string) => readonly string[];
  readonly cell: (version: string, column: string, scenario: string) => MatrixCell;
}

/** Anomalies that say of a workflow that it, or a task of it, did not come to its end. */
export const unendedAnomalies: readonly Anomaly[] = ['stuck-workflow', 'lost-task', 'lost-workflow'];
