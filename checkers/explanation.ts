import { executionExplanations } from './explanations/executions.ts';
import { mastersExplanations } from './explanations/masters.ts';
import { statesExplanations } from './explanations/states.ts';
import { workExplanations } from './explanations/work.ts';
import type { Anomaly } from './finding.ts';

/** An anomaly for somebody who has one before them. What its checker promises is in the checker's own file; this says the same to people. */
export interface Explanation {
  /** What the history must show for it to be proved. */
  readonly proved: string;
  /** When it is only possible: which clock's error, gap or open end leaves it open. */
  readonly possible: string;
  /** What it does not show, and what is like it and is none. */
  readonly not: readonly string[];
  /** What it usually comes from. */
  readonly causes: readonly string[];
  /** What to look at, in the report and in the servers' logs. */
  readonly look: readonly string[];
  /** Issues of apache/dolphinscheduler that are about it. */
  readonly upstream: readonly number[];
  /** What a checker said of a recorded run of a real cluster; a test holds it against that run. Absent where no such run shows it. */
  readonly example?: string;
}

/** Every anomaly's. The type keeps it complete. */
export const explanations: Readonly<Record<Anomaly, Explanation>> = {
  ...executionExplanations,
  ...mastersExplanations,
  ...statesExplanations,
  ...workExplanations,
};
