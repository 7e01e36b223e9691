import type { HistoryEvent } from '../history/event.ts';
import { keyOf } from '../history/task-key.ts';
import { MICROS_PER_SECOND, type Micros, toSeconds } from '../history/time.ts';
import type { Checker } from './checker.ts';
import type { Execution } from './executions.ts';
import { type Finding, none } from './finding.ts';
import { executionPhrase, inOrder } from './phrases.ts';
import type { Situation } from './situation.ts';
import type { TaskRow } from './task-rows.ts';
import { Told } from './told.ts';

/**
 * How long a process may outlive the row that writes it off. A master writes the row, and only then does its kill travel to the
 * worker as a message and become a signal (3.1.1: MasterFailoverService.failoverTaskInstance, TaskKillProcessor).
 */
export const KILL_GRACE: Micros = 2 * MICROS_PER_SECOND;

/**
 * An execution alive after the scheduler marked its task instance final.
 *
 * In events: the latest `row` of a task instance is final since a moment f (a final row that replaces a final row starts no new
 * f; a row that is not final ends the state), and an execution of that task instance gives a sign of life (start, beat, end) at a
 * moment m. `proved` where m - f exceeds the kill grace by more than both clock errors. `possible` where it may exceed it under some
 * clock error, or by living on for the beat after its last sign of life (while no later row says otherwise), or where the audit
 * has a gap, which may hide a row. An ordinary task tells of its end before its master can know of it, so that m is before f.
 *
 * Proves that a process went on working that the scheduler no longer counts on, and would not stop before running the task again.
 * Does not show an orphan that the witness can't see: a child that outlives the task's own process.
 *
 * Cost: one record for each task instance that is final and each execution that outlived its grace.
 *
 * Upstream: apache/dolphinscheduler#5753, #6006, #5199, #14646 (kill without pstree), #13423 (unknown pid), #8110.
 */
export function orphanExecution(situation: Situation): Checker {
  const told = new Told();
  const tolerance = situation.tolerance('audit', 'witness');
  /** The row that made each task instance final; absent while its latest row is not. */
  const finals = new Map<number, TaskRow>();
  /** By execution: the row that it was last seen to outlive. */
  const outlived = new Map<string, { readonly execution: Execution; readonly row: TaskRow; readonly to: Micros }>();

  function observeRow(row: TaskRow): void {
    if (row.op === 'delete' || !row.final) finals.delete(row.taskInstance);
    else if (!finals.has(row.taskInstance)) finals.set(row.taskInstance, row);
  }

  function finding(proof: Finding['proof'], execution: Execution, row: TaskRow, to: Micros): Finding {
    const marked = `${row.writer ?? 'somebody'} had marked its task instance ${row.taskInstance} ${row.state}`;
    const verb = proof === 'proved' ? 'lived on for' : 'may have lived on for';
    const length = `${verb} ${toSeconds(to - row.at)} s after`;
    return {
      anomaly: 'orphan-execution',
      proof,
      subject: `${keyOf(execution)} ${execution.name}`,
      workflow: execution.workflow,
      task: execution.task,
      executions: [execution.name],
      events: inOrder([execution.start, row, execution.last]),
      from: row.at,
      to,
      sentence: `${situation.keyName(execution)}: ${executionPhrase(situation, execution)} ${length} ${marked} at ${situation.when(row.at)}`,
    };
  }

  function judgeSign(execution: Execution, at: Micros): Finding | undefined {
    const row = finals.get(execution.taskInstance);
    if (!row || at - row.at <= KILL_GRACE + tolerance) return undefined;
    outlived.set(execution.name, { execution, row, to: at });
    return finding(situation.hasGap('audit') ? 'possible' : 'proved', execution, row, at);
  }

  function mayHaveOutlived(execution: Execution): Finding | undefined {
    const row = finals.get(execution.taskInstance);
    const end = situation.latestEnd(execution);
    if (!row || outlived.has(execution.name) || end - row.at + tolerance < KILL_GRACE) return undefined;
    return finding('possible', execution, row, end);
  }

  function observeSign(event: HistoryEvent): readonly Finding[] {
    const execution = situation.executions.of(event);
    if (!execution) return none;
    const proved = judgeSign(execution, event.at);
    const isLast = event.type === 'execution.end';
    const candidate = proved ?? (isLast ? mayHaveOutlived(execution) : undefined);
    return candidate && (isLast || !told.has(candidate.subject)) ? told.tell(candidate) : none;
  }

  return {
    reads: ['row', 'execution.start', 'execution.beat', 'execution.end'],
    observe(event) {
      if (event.type === 'row' && event.table === 'task') observeRow(event);
      return observeSign(event);
    },
    forget({ taskInstances }) {
      for (const taskInstance of taskInstances) finals.delete(taskInstance);
    },
    finish() {
      const proof = situation.hasGap('audit') ? 'possible' : 'proved';
      const lengths = [...outlived.values()].map(({ execution, row, to }) => finding(proof, execution, row, to));
      const open = [...situation.executions.all()].filter((execution) => execution.exitCode === undefined);
      const candidates = open.map(mayHaveOutlived).filter((candidate) => candidate !== undefined);
      return [...lengths, ...candidates].flatMap((candidate) => told.tell(candidate));
    },
  };
}
