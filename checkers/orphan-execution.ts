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

/** What is known of an execution that gave a sign of life too late. */
interface Outlived {
  readonly execution: Execution;
  /** The row that it outlived. */
  readonly row: TaskRow;
  /** The first such sign, and the latest. */
  readonly first: Micros;
  readonly to: Micros;
  /** The row was replaced so soon after the first that all of them may have come later. */
  readonly doubtful: boolean;
  /** What it outlived before without a doubt. */
  readonly before: Outlived | undefined;
}

/**
 * An execution alive after the scheduler marked its task instance final.
 *
 * In events: the latest `row` of a task instance is final since a moment f (a final row that replaces a final row starts no new
 * f; a row that is not final ends the state), and an execution of that task instance gives a sign of life (start, beat, end) at a
 * moment m. `proved` where m - f exceeds the kill grace by more than both clock errors. `possible` where it may exceed it under some
 * clock error, or by living on for the beat after its last sign of life (while no later row says otherwise), where a row that is not
 * final may have come before the first such sign, or where the audit has a gap, which may hide a row. An ordinary task tells of its end before its master can know of it, so that m is before f.
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
  /** By execution: how it was last seen to outlive a row. */
  const outlived = new Map<string, Outlived>();

  function observeRow(row: TaskRow): readonly Finding[] {
    const final = finals.get(row.taskInstance);
    if (row.op !== 'delete' && row.final) {
      if (!final) finals.set(row.taskInstance, row);
      return none;
    }
    finals.delete(row.taskInstance);
    if (!final) return none;
    const doubtful = [...outlived.values()]
      .filter((each) => each.row === final && row.at - each.first <= tolerance)
      .map((each) => each.before ?? { ...each, doubtful: true });
    for (const each of doubtful) outlived.set(each.execution.name, each);
    return doubtful.flatMap((each) => told.tell(findingOf(each)));
  }

  function findingOf({ execution, row, to, doubtful }: Outlived): Finding {
    return finding(doubtful || situation.hasGap('audit') ? 'possible' : 'proved', execution, row, to);
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
    const known = outlived.get(execution.name);
    const isSame = known?.row === row;
    const before = isSame || known?.doubtful ? known.before : known && { ...known, before: undefined };
    const latest = { execution, row, first: isSame ? known.first : at, to: at, doubtful: false, before };
    outlived.set(execution.name, latest);
    return findingOf(latest);
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
      if (event.type === 'row') return event.table === 'task' ? observeRow(event) : none;
      return observeSign(event);
    },
    forget({ taskInstances }) {
      for (const taskInstance of taskInstances) finals.delete(taskInstance);
    },
    finish() {
      const lengths = [...outlived.values()].map(findingOf);
      const open = [...situation.executions.all()].filter((execution) => execution.exitCode === undefined);
      const candidates = open.map(mayHaveOutlived).filter((candidate) => candidate !== undefined);
      return [...lengths, ...candidates].flatMap((candidate) => told.tell(candidate));
    },
  };
}
