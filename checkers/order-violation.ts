import { keyOf, type TaskKey } from '../history/task-key.ts';
import type { Checker, HistoryEnd } from './checker.ts';
import type { Execution, Moment } from './executions.ts';
import { type Finding, none } from './finding.ts';
import { executionPhrase, inOrder } from './phrases.ts';
import { partialRuns } from './requests.ts';
import type { Situation } from './situation.ts';
import { Told } from './told.ts';

/**
 * A successor's execution began before its predecessor had succeeded.
 *
 * In events: an `execution.start` of a task, and for a predecessor that its workflow's definition (`run.workflow`, `after`) names:
 * no `execution.end` with exit code 0, no row FORCED_SUCCESS, and no user's command to run from the middle, up to that moment. `proved`
 * where the first of these came later by more than both clock errors, or not at all in a complete history; `possible` where it came
 * within them, where the history was cut short, or where a gap of the witness or the audit may hide it. One finding for each
 * execution and predecessor. For a predecessor that runs a sub-workflow stands the first row SUCCESS of any instance of that: nothing tells which is
 * its own. It is judged at the end alone.
 *
 * Proves that the successor worked without its input. Once a predecessor has succeeded, a rerun's order is not judged any more.
 *
 * Cost: one record for each execution whose predecessor has not succeeded, until it has.
 *
 * Upstream: apache/dolphinscheduler#16759 (a second master builds the workflow anew while the first goes on).
 */
export function orderViolation(situation: Situation): Checker {
  const told = new Told();
  /** One width for both kinds of permission, so that the earliest decides. */
  const tolerance = Math.max(situation.tolerance('witness', 'witness'), situation.tolerance('audit', 'witness'));
  /** By the predecessor's key: the first event that allows its successors to start. */
  const permissions = new Map<string, Moment>();
  /** By the predecessor's key: executions that started without one. */
  const waiting = new Map<string, { readonly predecessor: TaskKey; readonly executions: Execution[] }>();

  /** Executions seen before the row of their workflow, which names its definition: they are judged at the end. */
  const unplaced: Execution[] = [];

  /** What was found, to be told again at the end, when the life of the execution is known. */
  const accused: { readonly execution: Execution; readonly predecessor: TaskKey }[] = [];

  /** The earliest permission: the predecessor's own, or a user's command to run without it. */
  function permissionOf(execution: Execution, predecessor: TaskKey): Moment | undefined {
    const runs = situation.runs(predecessor);
    const part = runs === undefined ? [] : [situation.workflows.firstSuccess(runs)];
    const definition = situation.workflows.definitionOf(execution.workflow);
    const [asked] = situation.requests.of(execution.workflow, definition, partialRuns);
    return [...part, permissions.get(keyOf(predecessor)), asked]
      .filter((moment) => moment !== undefined)
      .sort((a, b) => a.at - b.at)[0];
  }

  /** @returns nothing where the permission came clearly before the start. */
  function judge(execution: Execution, predecessor: TaskKey, end?: HistoryEnd): readonly Finding[] {
    const permission = permissionOf(execution, predecessor);
    const { start } = execution;
    const wait = permission ? permission.at - start.at : Number.POSITIVE_INFINITY;
    if (wait < -tolerance) return [];
    const hidden = situation.hasGap('witness') || situation.hasGap('audit') || !(permission || end?.complete);
    const proof = wait > tolerance && !hidden ? 'proved' : 'possible';
    const name = situation.taskName(predecessor);
    const phrase = `${proof === 'proved' ? 'before' : 'perhaps before'} ${name} had succeeded`;
    const later = permission ? ` (at ${situation.when(permission.at)})` : '';
    const other = permission?.at ?? end?.at ?? start.at;
    return told.tell({
      anomaly: 'order-violation',
      proof,
      subject: `${keyOf(execution)} ${execution.name} after ${predecessor.task}`,
      workflow: execution.workflow,
      task: execution.task,
      executions: [execution.name],
      events: inOrder(permission ? [start, permission] : [start]),
      from: Math.min(start.at, other),
      to: Math.max(start.at, other),
      sentence: `${situation.keyName(execution)}: ${executionPhrase(situation, execution)} began ${phrase}${later}`,
    });
  }

  function accuse(execution: Execution, predecessor: TaskKey): readonly Finding[] {
    const findings = judge(execution, predecessor);
    if (findings.length > 0) accused.push({ execution, predecessor });
    return findings;
  }

  function predecessorsOf(execution: Execution): readonly TaskKey[] {
    const after = situation.task(execution)?.after ?? [];
    return after.map((task) => ({ workflow: execution.workflow, task }));
  }

  function observeStart(execution: Execution): readonly Finding[] {
    if (!situation.task(execution)) unplaced.push(execution);
    return predecessorsOf(execution).flatMap((predecessor) => {
      const key = keyOf(predecessor);
      if (permissions.has(key)) return accuse(execution, predecessor);
      const executions = waiting.get(key)?.executions ?? [];
      waiting.set(key, { predecessor, executions: [...executions, execution] });
      return [];
    });
  }

  function permit(predecessor: TaskKey, { at, seq }: Moment): readonly Finding[] {
    const key = keyOf(predecessor);
    if (permissions.has(key)) return [];
    permissions.set(key, { at, seq });
    const executions = waiting.get(key)?.executions ?? [];
    waiting.delete(key);
    return executions.flatMap((execution) => accuse(execution, predecessor));
  }

  return {
    reads: ['execution.start', 'execution.end', 'row'],
    observe(event) {
      if (event.type === 'row')
        return event.table === 'task' && event.state === 'FORCED_SUCCESS' ? permit(event, event) : none;
      const execution = situation.executions.of(event);
      if (!execution) return none;
      if (event.type === 'execution.start') return observeStart(execution);
      return execution.exitCode === 0 ? permit(execution, event) : none;
    },
    forget({ workflow, tasks }) {
      for (const task of tasks) permissions.delete(keyOf({ workflow, task }));
    },
    finish(end) {
      const waited = [...waiting.values()].flatMap(({ predecessor, executions }) =>
        executions.map((execution) => ({ execution, predecessor })),
      );
      const placed = unplaced.flatMap((execution) =>
        predecessorsOf(execution).map((predecessor) => ({ execution, predecessor })),
      );
      return [...accused, ...waited, ...placed].flatMap(({ execution, predecessor }) =>
        judge(execution, predecessor, end),
      );
    },
  };
}
