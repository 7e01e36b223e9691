import { keyOf, type TaskKey } from '../history/task-key.ts';
import type { Checker, HistoryEnd } from './checker.ts';
import type { Execution, Moment } from './executions.ts';
import type { Finding } from './finding.ts';
import { hasSucceeded, hasSucceededAtLast, isPartial } from './outcomes.ts';
import { executionPhrase, inOrder } from './phrases.ts';
import type { Situation } from './situation.ts';
import type { TaskRow } from './task-rows.ts';
import type { WorkflowStory } from './workflows.ts';

/**
 * The scheduler's final word differs from what the process did.
 *
 * In events, at the end of a complete history, for tasks that the harness defined (each is a process with a witness):
 * - the latest `row` of a task instance is SUCCESS, and no execution of that task instance ended with exit code 0: each told of another
 *   one, or of no end and is certainly over; or none ever started;
 * - it is FAILURE, and each execution of it, at least one, ended with exit code 0. None at all is no disagreement: the scheduler could
 *   not start it, and says so;
 * - the latest `row` of a workflow instance is SUCCESS, and a task of its definition has neither an execution that ended with 0 nor
 *   a row FORCED_SUCCESS, while no user asked for a part of the workflow only. Tasks that are told of above are not told of again;
 * - it is FAILURE, and every task of its definition ended with success: after every process of the task that did not, and after the last
 *   command to run the workflow again.
 * Of a task that runs a sub-workflow there is no process: its rows are not judged, and a workflow with such a task only where it is SUCCESS though no
 * instance of the sub-workflow ever was.
 * KILL, STOP, PAUSE and NEED_FAULT_TOLERANCE make no claim on an exit code. `proved` where neither the witness nor the audit has a gap and
 * no execution in question may still run; otherwise `possible`. One finding for each task instance or workflow.
 *
 * Proves that who reads the scheduler's state is told what did not happen. After a rerun the earlier round's successes count as well, so
 * that a wrong SUCCESS of the second round can be missed.
 *
 * Cost: nothing until the end, then one look at each task instance and each workflow.
 *
 * Upstream: apache/dolphinscheduler#16759 (the old master writes FAILURE over what the new one runs), #2091, #14276.
 */
export function witnessDisagreement(situation: Situation): Checker {
  function hidden(): boolean {
    return situation.hasGap('witness') || situation.hasGap('audit') || situation.executions.unknown.size > 0;
  }

  function proofOf(executions: readonly Execution[], end: HistoryEnd): Finding['proof'] {
    const open = executions.some((execution) => situation.mayBeAlive(execution, end.at));
    return open || hidden() ? 'possible' : 'proved';
  }

  /** `SUCCESS (master-2 at 82.0 s)`. */
  function wordPhrase({ state, writer, at }: { state: string; writer?: string | undefined; at: number }): string {
    return `${state} (${writer ?? 'somebody'} at ${situation.when(at)})`;
  }

  function endPhrase(execution: Execution): string {
    const { exitCode } = execution;
    const end = exitCode === undefined ? 'was killed' : `ended with exit code ${exitCode}`;
    return `${executionPhrase(situation, execution)} ${end}`;
  }

  function judgeTask(row: TaskRow, end: HistoryEnd): readonly Finding[] {
    if (
      !situation.task(row) ||
      situation.runs(row) !== undefined ||
      (row.state !== 'SUCCESS' && row.state !== 'FAILURE')
    )
      return [];
    const executions = situation.executions.ofTask(row).filter(({ taskInstance }) => taskInstance === row.taskInstance);
    const successes = executions.filter(({ exitCode }) => exitCode === 0).length;
    const agrees = row.state === 'SUCCESS' ? successes > 0 : executions.length === 0 || successes < executions.length;
    if (agrees) return [];
    const moments: readonly Moment[] = [row, ...executions.map(({ last }) => last)];
    const did = executions.length === 0 ? 'no process of it ever started' : executions.map(endPhrase).join(' and ');
    return [
      {
        anomaly: 'witness-disagreement',
        proof: proofOf(executions, end),
        subject: `${keyOf(row)} ${row.taskInstance}`,
        workflow: row.workflow,
        task: row.task,
        executions: executions.map(({ name }) => name),
        events: inOrder([...executions.map(({ start }) => start), ...moments]),
        ...stretchOf(moments),
        sentence: `${situation.keyName(row)}: the scheduler's last word on task instance ${row.taskInstance} was ${wordPhrase(row)}, but ${did}`,
      },
    ];
  }

  /** Which instance a task ran as its sub-workflow nobody tells: any that succeeded may be it. */
  function mayHaveSucceeded(key: TaskKey): boolean {
    const runs = situation.runs(key);
    if (runs === undefined) return hasSucceeded(situation, key);
    return situation.workflows.firstSuccess(runs) !== undefined || situation.taskRows.forced(key) !== undefined;
  }

  function judgeWorkflow({ latest }: WorkflowStory, told: ReadonlySet<string>, end: HistoryEnd): readonly Finding[] {
    const { workflow, state } = latest;
    const keys = situation.tasksOf(workflow).map(({ task }) => ({ workflow, task }));
    if (keys.length === 0) return [];
    if (state === 'SUCCESS' && !isPartial(situation, workflow)) {
      const without = keys.filter((key) => !mayHaveSucceeded(key) && !told.has(keyOf(key)));
      if (without.length === 0) return [];
      const names = without.map((key) => situation.taskName(key)).join(' and ');
      const did = `no execution of ${names} ended with success`;
      return [workflowFinding(latest, without, `${did}, and no user forced one`, end)];
    }
    if (state === 'FAILURE' && keys.every((key) => hasSucceededAtLast(situation, key))) {
      return [workflowFinding(latest, keys, 'each of its tasks ended with success', end)];
    }
    return [];
  }

  function workflowFinding(
    row: WorkflowStory['latest'],
    keys: readonly TaskKey[],
    did: string,
    end: HistoryEnd,
  ): Finding {
    const executions = keys
      .flatMap((key) => situation.executions.ofTask(key))
      .toSorted((a, b) => a.start.at - b.start.at);
    const moments: readonly Moment[] = [row, ...executions.map(({ last }) => last)];
    return {
      anomaly: 'witness-disagreement',
      proof: proofOf(executions, end),
      subject: `${row.workflow}`,
      workflow: row.workflow,
      executions: executions.map(({ name }) => name),
      events: inOrder(moments),
      ...stretchOf(moments),
      sentence: `workflow ${row.workflow}: the scheduler's last word was ${wordPhrase(row)}, but ${did}`,
    };
  }

  return {
    finish(end) {
      if (!end.complete) return [];
      const tasks = [...situation.taskRows.all()].flatMap((row) => judgeTask(row, end));
      const told = new Set(tasks.map(({ subject }) => subject.slice(0, subject.indexOf(' '))));
      const workflows = [...situation.workflows.all()].flatMap((story) => judgeWorkflow(story, told, end));
      return [...tasks, ...workflows];
    },
  };
}

function stretchOf(moments: readonly Moment[]): { readonly from: number; readonly to: number } {
  const times = moments.map(({ at }) => at);
  return {
    from: times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    to: times.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  };
}
