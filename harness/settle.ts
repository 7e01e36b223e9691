import { type Look, notYet, there } from '../cluster/wait.ts';
import { MICROS_PER_SECOND, type Micros, nowMicros, toSeconds } from '../history/time.ts';
import type { View } from './view.ts';

/**
 * Everything must have been quiet for so long, µs: a late takeover starts within a scan of the command table (1 s), and is read from the
 * audit within 0.2 s.
 */
const QUIET = 2 * MICROS_PER_SECOND;

/** @returns what has not come to its end, in words, or nothing. `definitions`: the workflows started, by their definitions' codes. */
export function openEnds(view: View, definitions: readonly number[]): string | undefined {
  const { situation, pendingCommands } = view;
  const now = nowMicros();
  const stories = [...situation.workflows.all()];
  const known = new Set(stories.map(({ latest }) => latest.definition));
  const missing = definitions.filter((definition) => !known.has(definition)).length;
  const open = [
    ...(missing > 0 ? [`${missing} started workflow(s) without an instance`] : []),
    ...pendingCommands.map((kind) => `command ${kind} waits`),
    ...stories.filter(({ latest }) => !latest.final).map(({ latest }) => `workflow ${latest.workflow} ${latest.state}`),
    ...view
      .alive(now)
      .map(
        (execution) =>
          `${situation.taskName(execution)} ${execution.letter} on ${execution.worker} for ${toSeconds(now - execution.start.at)} s`,
      ),
  ];
  return open.length > 0 ? open.join(', ') : undefined;
}

/** One look at whether all that was started has come to its end, and has been so for a while. */
export function settled(view: View, definitions: readonly number[], since: Micros): Look<true> {
  const open = openEnds(view, definitions);
  if (open) return notYet(open);
  const { workflows, executions } = view.situation;
  const last = Math.max(
    since,
    ...[...workflows.all()].map(({ latest }) => latest.at),
    ...[...executions.all()].map((execution) => execution.last.at),
    ...delays(view),
  );
  return nowMicros() - last >= QUIET ? there(true) : notYet('all final; waiting for quiet');
}

/**
 * The moments by which task instances that never ran have waited out their delay: one that was given up meanwhile may be run all the same, by the
 * worker on which it waits.
 */
function delays({ situation }: View): readonly Micros[] {
  return [...situation.taskRows.all()].flatMap((row) => {
    const { delay } = situation.task(row) ?? {};
    const ran = situation.executions.ofTask(row).some(({ taskInstance }) => taskInstance === row.taskInstance);
    return delay === undefined || ran ? [] : [row.at + delay * MICROS_PER_SECOND];
  });
}
