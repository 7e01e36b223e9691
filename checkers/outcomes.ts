import type { TaskKey } from '../history/task-key.ts';
import type { Micros } from '../history/time.ts';
import type { Execution, Moment } from './executions.ts';
import { partialRuns, reruns } from './requests.ts';
import type { Situation } from './situation.ts';

/** @returns the first success of a task: of a process by its own word, of its sub-workflow, or of a user who forced it. */
export function firstSuccess(situation: Situation, key: TaskKey): Moment | undefined {
  const forced = situation.taskRows.forced(key);
  const runs = situation.runs(key);
  const own =
    runs === undefined
      ? situation.executions
          .ofTask(key)
          .filter(isSuccess)
          .map(({ last }) => last)
      : successesOfSubWorkflow(situation, key, runs);
  const moments: readonly Moment[] = [...own, ...(forced ? [forced] : [])];
  return moments.length === 0 ? undefined : moments.reduce((a, b) => (b.at < a.at ? b : a));
}

/**
 * A task that runs a sub-workflow has no process. It has succeeded where the scheduler's last word on an attempt at it says so, or an instance of the
 * sub-workflow was SUCCESS that can only be its own: nothing tells whose an instance is, so that there must be no other task which runs that definition.
 */
function successesOfSubWorkflow(situation: Situation, { workflow, task }: TaskKey, runs: number): readonly Moment[] {
  const rows = situation.taskRows.ofWorkflow(workflow).filter((row) => row.task === task && row.state === 'SUCCESS');
  const first = situation.workflows.firstSuccess(runs);
  return first && isRunOnce(situation, runs) ? [...rows, first] : rows;
}

/** Whether all instances of a definition are of one task of one workflow instance. */
function isRunOnce(situation: Situation, definition: number): boolean {
  const tasks = [...situation.workflows.all()].flatMap(({ latest }) => situation.tasksOf(latest.workflow));
  return tasks.filter(({ runs }) => runs === definition).length === 1 && !situation.submissions.isCalled(definition);
}

/** Whether anything of a task ever succeeded. */
export function hasSucceeded(situation: Situation, key: TaskKey): boolean {
  return firstSuccess(situation, key) !== undefined;
}

/**
 * Whether a task came to a success that nothing put in doubt again: it began clearly after every other process of the task had ended
 * otherwise, and after the last command to run the workflow again.
 */
export function hasSucceededAtLast(situation: Situation, key: TaskKey): boolean {
  const asked = latest(requestsFor(situation, key.workflow, reruns));
  return hasSucceededAfter(situation, key, lastFailure(situation, key), asked);
}

/** Whether a process of a task ended otherwise than with success, and no success began clearly after it. */
export function hasFailedAtLast(situation: Situation, key: TaskKey): boolean {
  const failed = lastFailure(situation, key);
  return failed > Number.NEGATIVE_INFINITY && !hasSucceededAfter(situation, key, failed, Number.NEGATIVE_INFINITY);
}

/** The latest moment at which a process of a task can have ended without success. */
function lastFailure(situation: Situation, key: TaskKey): Micros {
  const failures = situation.executions.ofTask(key).filter((execution) => !isSuccess(execution));
  return latest(failures.map((execution) => situation.latestEnd(execution)));
}

/** Whether a task succeeded clearly after a process's end and a command. */
function hasSucceededAfter(situation: Situation, key: TaskKey, failed: Micros, asked: Micros): boolean {
  const executions = situation.executions.ofTask(key);
  const clearlyAfter = (at: number, source: 'witness' | 'audit') =>
    at - failed > situation.tolerance(source, 'witness') && at - asked > situation.tolerance(source, 'audit');
  const forced = situation.taskRows.forced(key);
  return (
    (forced !== undefined && clearlyAfter(forced.at, 'audit')) ||
    executions.some((execution) => isSuccess(execution) && clearlyAfter(execution.start.at, 'witness'))
  );
}

/** Whether a user asked for a part of the workflow only: what did not run was perhaps not wanted. */
export function isPartial(situation: Situation, workflow: number): boolean {
  return requestsFor(situation, workflow, partialRuns).length > 0;
}

function isSuccess({ exitCode }: Execution): boolean {
  return exitCode === 0;
}

function requestsFor(situation: Situation, workflow: number, kinds: ReadonlySet<string>): readonly number[] {
  const definition = situation.workflows.definitionOf(workflow);
  return situation.requests.of(workflow, definition, kinds).map(({ at, taken }) => taken ?? at);
}

function latest(moments: readonly number[]): number {
  return moments.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}
