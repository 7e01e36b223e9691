import type { Verdict } from '../checkers/verdict.ts';
import type { HistoryEvent } from '../history/event.ts';
import type { LogExcerpts } from './logs.ts';

/** One run, as every reporter gets it. Any history will do, also one that is cut short or of a run that broke. */
export interface RunReport {
  readonly events: readonly HistoryEvent[];
  readonly verdict: Verdict;
  /** What it ran on; absent where the run did not come so far. */
  readonly environment?: Readonly<Record<string, unknown>> | undefined;
  /** As people reach it from where they are. */
  readonly runDirectory?: string | undefined;
  /** The command line that does the same again. */
  readonly again?: string | undefined;
  /** What its servers logged around what matters. */
  readonly logs?: LogExcerpts | undefined;
}
