import type { RunReport } from '../run-report.ts';

/** Something to be written, and where. Who writes it is the harness's business. */
export type Output =
  /** A file of the run directory, made anew. */
  | { readonly to: 'file'; readonly name: string; readonly text: string }
  | { readonly to: 'stdout'; readonly text: string }
  /** The end of the file that this environment variable names; nothing where it is not set. */
  | { readonly to: 'variable'; readonly variable: string; readonly text: string };

/** What standard output can show. `width`: columns; absent where nobody knows. */
export interface Screen {
  readonly color: boolean;
  readonly width?: number;
}

/**
 * Tells of one run in one format. Pure: the same for the same run. Any run will do: one without findings, one that broke, one without a
 * single event.
 */
export interface Reporter {
  readonly name: string;
  /** For the help: what it makes. */
  readonly about: string;
  render(run: RunReport, screen: Screen): readonly Output[];
}
