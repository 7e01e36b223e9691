import type { VerdictName } from '../../checkers/verdict.ts';

/**
 * What a stored run came to. `running`: it goes on. `cut short`: it ended, or was killed, before it had a verdict. `unreadable`: its verdict is
 * there, and cannot be read.
 */
export const runStatuses = [
  'violation',
  'broken',
  'inconclusive',
  'pass',
  'running',
  'cut short',
  'unreadable',
] as const satisfies readonly (VerdictName | string)[];
export type RunStatus = (typeof runStatuses)[number];

/** One finding's signature, and how often the run has it. */
export interface CountedSignature {
  /** `overlapping-executions/long/refuse` */
  readonly signature: string;
  readonly count: number;
  /** Whether it breaks the run's contract. */
  readonly violation: boolean;
}

/** A stored run as lists show it. What could not be read is absent, and `problems` says why. */
export interface StoredRun {
  /** `<scenario>/<time>-<seed>` */
  readonly run: string;
  readonly scenario: string;
  /** The run directory's own name. */
  readonly name: string;
  /** When it began: ms since the epoch. */
  readonly at: number;
  /** How long it took, to the last event, in seconds; of a run that goes on, so far. */
  readonly seconds?: number | undefined;
  readonly seed?: number | undefined;
  readonly about?: string | undefined;
  /** Of DolphinScheduler. Absent as long as the run has no environment. */
  readonly version?: string | undefined;
  /** Where its servers came from: `official`, `maven`, or `dist` with the hash of somebody's own build. */
  readonly origin?: string | undefined;
  readonly build?: string | undefined;
  /** What a master does that has lost its session. */
  readonly strategy?: string | undefined;
  readonly fixes: readonly string[];
  /** Kinds of the planned faults, in their order; absent where there is no plan. */
  readonly faults?: readonly string[] | undefined;
  readonly status: RunStatus;
  /** The first of the verdict's reasons, or what came before a verdict. */
  readonly reason?: string | undefined;
  /** Of the first violation, else of the first doubt or note. */
  readonly sentence?: string | undefined;
  readonly signatures: readonly CountedSignature[];
  /** What the scenario expects, in words; absent where it expects nothing. */
  readonly expects?: string | undefined;
  /** What the run says of that. `not`: it was not there. The other two say nothing. */
  readonly outcome?: 'seen' | 'not' | 'inconclusive' | 'broken' | undefined;
  /** One sentence for each file that could not be read. */
  readonly problems: readonly string[];
}
