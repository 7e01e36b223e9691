import type { VerdictName } from '../../../checkers/verdict.ts';
import { HistoryBuilder } from '../../histories/builder.ts';

interface Golden {
  readonly builder: HistoryBuilder;
  readonly verdict: VerdictName;
  /** Each finding: anomaly, proof and sentence. */
  readonly sentences: readonly string[];
}

const workflow = { workflow: 3, definition: 7 };
const long = { workflow: 3, task: 11 };
const next = { workflow: 3, task: 12 };
const beats: readonly number[] = [];

/** Workflow 3, submitted at 5 s to master-1: `long`, then `next`. */
function submitted(): HistoryBuilder {
  return new HistoryBuilder()
    .definition(7, [
      { task: 11, name: 'long', seconds: 45 },
      { task: 12, name: 'next', after: [11] },
    ])
    .workflow(5, { ...workflow, op: 'insert', owner: null })
    .workflow(6, workflow);
}

/** master-1 dispatches `long` as task instance 21 to worker-1. */
function dispatched(): HistoryBuilder {
  return submitted()
    .task(7, { ...long, taskInstance: 21, op: 'insert', state: 'SUBMITTED_SUCCESS' })
    .task(8, { ...long, taskInstance: 21, state: 'DISPATCH' });
}

const takenOver = { owner: 'master-2', writer: 'master-2' };

/** master-2 takes workflow 3 over at 29.9 s, writes task instance 21 off and dispatches `long` again as 22. */
function failover(builder: HistoryBuilder): HistoryBuilder {
  return builder
    .task(29.5, {
      ...long,
      taskInstance: 21,
      state: 'NEED_FAULT_TOLERANCE',
      final: true,
      valid: false,
      writer: 'master-2',
    })
    .workflow(29.6, { ...workflow, owner: null, writer: 'master-2' })
    .command(29.6, 'RECOVER_TOLERANCE_FAULT_PROCESS', { ...workflow, writer: 'master-2' })
    .workflow(29.9, { ...workflow, ...takenOver })
    .task(30.5, { ...long, taskInstance: 22, op: 'insert', state: 'SUBMITTED_SUCCESS', writer: 'master-2' })
    .task(30.8, { ...long, taskInstance: 22, state: 'DISPATCH', writer: 'master-2' });
}

const first = { ...long, name: 'worker-1:100:1', taskInstance: 21 };
const second = { ...long, name: 'worker-1:200:2', taskInstance: 22 };

/** `next` runs and workflow 3 ends, 80 s to 90 s. */
function ended(builder: HistoryBuilder): HistoryBuilder {
  return builder
    .execution({ ...next, name: 'worker-2:300:3', taskInstance: 31, worker: 'worker-2', from: 80, to: 81, beats })
    .workflow(82, { ...workflow, ...takenOver, state: 'SUCCESS', final: true })
    .finish(90);
}

/** Workflow 3 runs to its end, and workflow 8 is started as well. */
function started(): HistoryBuilder {
  return dispatched()
    .execution({ ...first, from: 10.2, to: 28.6, beats: [19.4] })
    .execution({ ...next, name: 'worker-2:300:3', taskInstance: 31, worker: 'worker-2', from: 30, to: 31, beats })
    .workflow(32, { ...workflow, state: 'SUCCESS', final: true })
    .definition(8, [{ task: 13 }])
    .submission(5, 8);
}

const marked = { ...long, taskInstance: 21, state: 'KILL', final: true, writer: 'master-2' };

/** For each anomaly a history that shows it, and one (`-not`) that just does not. */
export const golden: Readonly<Record<string, Golden>> = {
  'overlapping-executions': {
    builder: ended(
      failover(dispatched())
        .execution({ ...first, from: 10.2, to: 55.2, beats: [30, 50], exitCode: 1 })
        .execution({ ...second, from: 31.4, to: 76.4, beats: [40, 60] }),
    ),
    verdict: 'violation',
    sentences: [
      'overlapping-executions, proved: workflow 3, task long: execution A on worker-1 (10.2–55.2 s) and execution B on worker-1 (31.4–76.4 s) overlapped for 23.8 s; B was dispatched by master-2 after it took the workflow over from master-1 at 29.9 s',
      'orphan-execution, proved: workflow 3, task long: execution A on worker-1 (10.2–55.2 s) lived on for 25.7 s after master-2 had marked its task instance 21 NEED_FAULT_TOLERANCE at 29.5 s',
    ],
  },
  'overlapping-executions-same-instance': {
    builder: ended(
      failover(dispatched())
        .execution({ ...first, from: 10.2, to: 28.6, beats: [19.4], exitCode: 1 })
        .execution({ ...second, name: 'worker-1:199:2', from: 31.4, to: 76.4, beats: [40, 60], exitCode: 0 })
        .execution({ ...second, from: 52.6, to: 77, beats, exitCode: 137 }),
    ),
    verdict: 'violation',
    sentences: [
      'overlapping-executions, proved: workflow 3, task long: execution B on worker-1 (31.4–76.4 s) and execution C on worker-1 (52.6–77.0 s) overlapped for 23.8 s; C was dispatched by master-2 after it took the workflow over from master-1 at 29.9 s',
    ],
  },
  'overlapping-executions-not': {
    builder: ended(
      failover(dispatched())
        .execution({ ...first, from: 10.2, to: 30.897, beats: [29.9], exitCode: null })
        .execution({ ...second, from: 31.4, to: 76.4, beats: [40, 60] }),
    ),
    verdict: 'pass',
    sentences: [],
  },
  'duplicate-completion': {
    builder: ended(
      failover(dispatched())
        .execution({ ...first, from: 10.2, to: 28.6, beats: [19.4] })
        .execution({ ...second, from: 31.4, to: 76.4, beats: [40, 60] }),
    ),
    verdict: 'violation',
    sentences: [
      'duplicate-completion, proved: workflow 3, task long: execution A on worker-1 (10.2–28.6 s) and execution B on worker-1 (31.4–76.4 s) both ended with success; B was dispatched by master-2 after it took the workflow over from master-1 at 29.9 s',
    ],
  },
  'duplicate-completion-not': {
    builder: ended(
      dispatched()
        .execution({ ...first, from: 10.2, to: 28.6, beats: [19.4] })
        .command(29, 'REPEAT_RUNNING', workflow)
        .execution({ ...second, from: 31.4, to: 76.4, beats: [40, 60] }),
    ),
    verdict: 'pass',
    sentences: [],
  },
  'orphan-execution': {
    builder: ended(
      dispatched()
        .task(31.4, marked)
        .execution({ ...first, from: 10.2, to: 55.2, beats: [30, 50] }),
    ),
    verdict: 'violation',
    sentences: [
      'orphan-execution, proved: workflow 3, task long: execution A on worker-1 (10.2–55.2 s) lived on for 23.8 s after master-2 had marked its task instance 21 KILL at 31.4 s',
    ],
  },
  'orphan-execution-not': {
    builder: ended(
      dispatched()
        .task(31.4, marked)
        .execution({ ...first, from: 10.2, to: 33.397, beats: [30] }),
    ),
    verdict: 'pass',
    sentences: [],
  },
  'order-violation': {
    builder: ended(
      dispatched()
        .execution({ ...first, from: 10.2, to: 55.2, beats: [30, 50] })
        .execution({ ...next, name: 'worker-1:250:2', taskInstance: 30, from: 40, to: 41, beats, exitCode: 1 }),
    ),
    verdict: 'violation',
    sentences: [
      'order-violation, proved: workflow 3, task next: execution A on worker-1 (40.0–41.0 s) began before task long had succeeded (at 55.2 s)',
    ],
  },
  'order-violation-not': {
    builder: ended(
      dispatched()
        .execution({ ...first, from: 10.2, to: 55.2, beats: [30, 50] })
        .execution({ ...next, name: 'worker-1:250:2', taskInstance: 30, from: 55.203, to: 56, beats, exitCode: 1 }),
    ),
    verdict: 'pass',
    sentences: [],
  },
  'stuck-workflow': {
    builder: dispatched()
      .execution({ ...first, from: 10.2, to: 28.6, beats: [19.4] })
      .execution({ ...next, name: 'worker-1:150:3', taskInstance: 31, from: 28.9, to: 29.5, beats })
      .workflow(29.6, { ...workflow, owner: null, writer: 'master-2' })
      .finish(36, 'deadline'),
    verdict: 'violation',
    sentences: [
      'stuck-workflow, proved: workflow 3 was still RUNNING_EXECUTION when the run ended at 36.0 s, with no owner, 31.0 s after the last heal or submission',
    ],
  },
  'stuck-workflow-not': {
    builder: dispatched()
      .execution({ ...first, from: 10.2, to: 28.6, beats: [19.4] })
      .workflow(29.6, { ...workflow, owner: null, writer: 'master-2' })
      .workflow(35.9, { ...workflow, ...takenOver, state: 'STOP', final: true })
      .finish(36, 'deadline'),
    // Nothing was stuck, but the run did not settle either.
    verdict: 'inconclusive',
    sentences: [],
  },
  'lost-workflow': {
    builder: started()
      .startCommand(5.05, { definition: 8, command: 2 })
      .startCommand(6, { definition: 8, command: 2, op: 'delete', writer: 'master-1' })
      .errorCommand(6, { definition: 8, command: 2, writer: 'master-1', message: 'process instance is null' })
      .finish(35.1),
    verdict: 'violation',
    sentences: [
      'lost-workflow, proved: 1 of 1 acknowledged start of the workflow w8 had no instance when the run ended at 35.1 s, 30.0 s after the last heal or submission; a master had given its command up: process instance is null',
    ],
  },
  'lost-workflow-not': {
    builder: started()
      .startCommand(5.05, { definition: 8, command: 2 })
      .startCommand(35, { definition: 8, command: 2, op: 'delete', writer: 'master-1' })
      .workflow(35, { workflow: 4, definition: 8, op: 'insert', state: 'STOP', final: true })
      .finish(35.1),
    verdict: 'pass',
    sentences: [],
  },
  'duplicate-workflow': {
    builder: started()
      .workflow(6, { workflow: 4, definition: 8, op: 'insert', state: 'STOP', final: true })
      .workflow(6, { workflow: 5, definition: 8, op: 'insert', writer: 'master-2', state: 'STOP', final: true })
      .finish(90),
    verdict: 'violation',
    sentences: ['duplicate-workflow, proved: the workflow w8 has 2 instances (4, 5) for 1 start'],
  },
  'duplicate-workflow-not': {
    // The second call was not answered in time: it may have been heard.
    builder: started()
      .submission(5.2, 8, 'info')
      .workflow(6, { workflow: 4, definition: 8, op: 'insert', state: 'STOP', final: true })
      .workflow(6, { workflow: 5, definition: 8, op: 'insert', writer: 'master-2', state: 'STOP', final: true })
      .finish(90),
    verdict: 'pass',
    sentences: [],
  },
  'witness-disagreement': {
    builder: ended(
      dispatched()
        .execution({ ...first, from: 10.2, to: 55.2, beats: [30, 50], exitCode: 1 })
        .task(55.3, { ...long, taskInstance: 21, state: 'SUCCESS', final: true, writer: 'master-2' })
        .execution({ ...second, from: 56, to: 57, beats }),
    ),
    verdict: 'violation',
    sentences: [
      "witness-disagreement, proved: workflow 3, task long: the scheduler's last word on task instance 21 was SUCCESS (master-2 at 55.3 s), but execution A on worker-1 (10.2–55.2 s) ended with exit code 1",
    ],
  },
  'witness-disagreement-workflow': {
    builder: dispatched()
      .execution({ ...first, from: 10.2, to: 55.2, beats: [30, 50] })
      .task(55.3, { ...long, taskInstance: 21, state: 'SUCCESS', final: true })
      .execution({ ...next, name: 'worker-1:300:3', taskInstance: 31, from: 57, to: 58, beats })
      .task(58.1, { ...next, taskInstance: 31, state: 'SUCCESS', final: true })
      .workflow(58.3, { ...workflow, state: 'FAILURE', final: true })
      .finish(60),
    verdict: 'violation',
    sentences: [
      "witness-disagreement, proved: workflow 3: the scheduler's last word was FAILURE (master-1 at 58.3 s), but each of its tasks ended with success",
    ],
  },
  'witness-disagreement-not': {
    builder: ended(
      dispatched()
        .execution({ ...first, from: 10.2, to: 55.2, beats: [30, 50], exitCode: 1 })
        .task(55.3, { ...long, taskInstance: 21, state: 'FAILURE', final: true })
        // The same task instance is run again: its last word is that of the second process.
        .task(55.6, { ...long, taskInstance: 21, state: 'DISPATCH' })
        .execution({ ...second, taskInstance: 21, from: 56, to: 57, beats })
        .task(57.3, { ...long, taskInstance: 21, state: 'SUCCESS', final: true }),
    ),
    verdict: 'pass',
    sentences: [],
  },
  'lost-task': {
    builder: dispatched()
      .execution({ ...first, from: 10.2, to: 55.2, beats: [30, 50] })
      .task(55.3, { ...long, taskInstance: 21, state: 'SUCCESS', final: true })
      .task(55.4, { ...next, taskInstance: 31, op: 'insert', state: 'SUBMITTED_SUCCESS' })
      .workflow(58.3, { ...workflow, state: 'FAILURE', final: true })
      .finish(60),
    verdict: 'violation',
    sentences: [
      'lost-task, proved: workflow 3, task next never ran, though task long had succeeded by 55.2 s; its task instance 31 is SUBMITTED_SUCCESS, and workflow 3 was FAILURE at 58.3 s',
    ],
  },
  'lost-task-not': {
    // Nobody could start it, and the scheduler says so.
    builder: dispatched()
      .execution({ ...first, from: 10.2, to: 55.2, beats: [30, 50] })
      .task(55.3, { ...long, taskInstance: 21, state: 'SUCCESS', final: true })
      .task(55.4, { ...next, taskInstance: 31, op: 'insert', state: 'SUBMITTED_SUCCESS' })
      .task(58.2, { ...next, taskInstance: 31, state: 'FAILURE', final: true })
      .workflow(58.3, { ...workflow, state: 'FAILURE', final: true })
      .finish(60),
    verdict: 'pass',
    sentences: [],
  },
};
