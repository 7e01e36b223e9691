import type { Execution } from '../checkers/executions.ts';
import type { Situation } from '../checkers/situation.ts';
import { MICROS_PER_SECOND, type Micros } from '../history/time.ts';

/** An execution that has not been heard of for so long is over, µs: four heartbeats, since a busy machine delays them. */
const SILENT_AFTER = 2 * MICROS_PER_SECOND;

/** Executions that run now, as far as the witness has told. */
export function alive(situation: Situation, now: Micros): readonly Execution[] {
  return [...situation.executions.all()].filter(
    ({ exitCode, last }) => exitCode === undefined && now - last.at < SILENT_AFTER,
  );
}
