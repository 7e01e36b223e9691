import { MICROS_PER_SECOND, type Micros } from '../history/time.ts';
import type { Execution, Moment } from './executions.ts';
import type { Situation } from './situation.ts';

/** A database may keep a submission's time in whole seconds (MySQL's `datetime`), up to one too early. */
const ROUNDING: Micros = MICROS_PER_SECOND;

/** The end of a delay, and the row from which it counts. */
export interface DelayEnd {
  readonly at: Micros;
  readonly event: Moment;
}

/**
 * The earliest end of the delay that a task waits out before its master sends it. Where masters wait out delays (`delaysOn` in the header), a
 * task instance is sent no earlier than its delay after the first submission of its task, whichever master sends it and however often:
 * that time is in its row, and a copy keeps it (apache/dolphinscheduler 3.2.1: PriorityDelayTaskExecuteRunnable, firstSubmitTime). A task
 * is first submitted after the first SUCCESS of each of its predecessors, or, without any, after the insert of its workflow. What is left
 * is rounded up to whole seconds, so that nothing is sent early for that; taken off are the clocks' errors, of the audit, of the server
 * that submitted it and of the one that sends it, and the rounding of a time that is stored.
 *
 * @returns nothing where the workers wait, or nobody knows who does; where the task has no delay; where rows may be missing; where the
 * clocks of the servers are unknown, which their log lines are stamped by; and where the scheduler inserted the task
 * before a predecessor's success, so that it did not wait for that.
 */
export function delayEnd(situation: Situation, execution: Execution): DelayEnd | undefined {
  const { delaysOn, uncertainty } = situation.begin;
  const task = situation.task(execution);
  const inserted = situation.taskRows.firstInsert(execution);
  if (delaysOn !== 'master' || task?.delay === undefined || !inserted) return undefined;
  if (situation.hasGap('audit') || uncertainty.log === undefined) return undefined;
  const { workflow } = execution;
  const { delay, after } = task;
  const roots = [situation.workflows.of(workflow)?.inserted];
  const before =
    after.length === 0 ? roots : after.map((each) => situation.taskRows.firstSuccess({ workflow, task: each }));
  const known = before.flatMap((moment) => (moment && moment.at <= inserted.at ? [moment] : []));
  const event = known.toSorted((a, b) => b.at - a.at)[0];
  if (!event || known.length < before.length) return undefined;
  const error = uncertainty.audit + 2 * uncertainty.log + ROUNDING;
  return { at: event.at + delay * MICROS_PER_SECOND - error, event };
}
