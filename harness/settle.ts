import type { Situation } from '../checkers/situation.ts';
import { type Look, notYet, there } from '../cluster/wait.ts';
import { MICROS_PER_SECOND, type Micros, nowMicros, toSeconds } from '../history/time.ts';
import { alive } from './view.ts';

/** Everything must have been quiet for so long, µs: a late takeover starts within a scan of the command table (1 s). */
const QUIET = 3 * MICROS_PER_SECOND;

/** One look at whether all that was started has come to its end: each workflow final, no execution alive, and so for a while. */
export function settled(situation: Situation, definitions: readonly number[], since: Micros): Look<true> {
  const now = nowMicros();
  const stories = [...situation.workflows.all()];
  const missing = definitions.filter((code) => !stories.some(({ latest }) => latest.definition === code)).length;
  if (missing > 0) return notYet(`${missing} workflows have no instance yet`);
  const open = stories.filter(({ latest }) => !latest.final);
  const running = alive(situation, now);
  if (open.length > 0 || running.length > 0) {
    const tasks = running.map(
      (execution) =>
        `${situation.taskName(execution)} ${execution.letter} on ${execution.worker} for ${toSeconds(now - execution.start.at)} s`,
    );
    const states = open.map(({ latest }) => `workflow ${latest.workflow} ${latest.state}`);
    return notYet([...states, ...tasks].join(', '));
  }
  const last = Math.max(
    since,
    ...stories.map(({ latest }) => latest.at),
    ...[...situation.executions.all()].map((e) => e.last.at),
  );
  return now - last >= QUIET ? there(true) : notYet('all final; waiting for quiet');
}
