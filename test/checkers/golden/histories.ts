import type { VerdictName } from '../../../checkers/verdict.ts';
import type { EventOf } from '../../../history/event.ts';
import { allWatch, BEGIN, FAILOVER_LOCK, HistoryBuilder } from '../../histories/builder.ts';

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
function submitted(header: Partial<EventOf<'run.begin'>> = {}): HistoryBuilder {
  return new HistoryBuilder(header)
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

/** The same, watched by all witnesses, with three masters at work, and held to one promise. */
function watched(promise: EventOf<'run.begin'>['contract'][number]): HistoryBuilder {
  const servers = ['master-1', 'master-2', 'master-3'].map((name) => ({ name, role: 'master' }));
  const faults = promise === 'recovers' ? [{ fault: 'cut-1', kind: 'refuse', target: 'master-1' }] : [];
  const builder = submitted({ contract: [promise], uncertainty: allWatch, servers, faults })
    .execution({ ...first, from: 10.2, to: 28.6, beats: [19.4] })
    .execution({ ...next, name: 'worker-2:300:3', taskInstance: 31, worker: 'worker-2', from: 30, to: 31, beats })
    .workflow(32, { ...workflow, state: 'SUCCESS', final: true });
  for (const { name } of servers) builder.registered(1, name, { since: 0 });
  return builder;
}

const marked = { ...long, taskInstance: 21, state: 'KILL', final: true, writer: 'master-2' };

const sources = { harness: 1000, witness: 1000, audit: 1000, engine: 1000, client: 1000, nemesis: 1000 };
const everybody = { ...sources, registry: 1000, log: 1000 };

/**
 * master-1 runs `long` and inserts `next` as task instance 22, which waits out its delay; master-2 is told that master-1 is gone, and takes
 * workflow 3 over at 30.4 s.
 */
function overtaken(): HistoryBuilder {
  const node = { source: 'registry', path: '/nodes/master/1', session: '0x1', server: 'master-1' } as const;
  const failover = { ...workflow, writer: 'master-2', transaction: '2' };
  return new HistoryBuilder({ contract: ['exactly-once', 'single-owner'], uncertainty: everybody })
    .definition(7, [
      { task: 11, name: 'long', seconds: 5 },
      { task: 12, name: 'next', after: [11], seconds: 20 },
    ])
    .add(1, { ...node, type: 'node.create', since: BEGIN })
    .workflow(5, { ...workflow, op: 'insert', owner: null })
    .workflow(6, workflow)
    .task(7, { ...long, taskInstance: 21, op: 'insert', state: 'SUBMITTED_SUCCESS' })
    .task(8, { ...long, taskInstance: 21, state: 'DISPATCH' })
    .execution({ ...first, from: 10.2, to: 15.2, beats })
    .task(15.4, { ...long, taskInstance: 21, state: 'SUCCESS', final: true })
    .task(15.5, { ...waits, op: 'insert', state: 'SUBMITTED_SUCCESS' })
    .add(30, { ...node, type: 'node.delete', since: BEGIN + 29_500_000 })
    .workflow(30.1, { ...failover, owner: null })
    .command(30.1, 'RECOVER_TOLERANCE_FAULT_PROCESS', failover)
    .workflow(30.4, { ...workflow, ...takenOver, transaction: '3' });
}

/** `next` as master-1 inserted it, and what a master writes of it in a transaction of its own. */
const waits = { ...next, taskInstance: 22 };
const sent = (writer: string) => ({ ...waits, state: 'DISPATCH', transaction: `of ${writer}`, writer });
const one = { ...next, name: 'worker-2:300:3', taskInstance: 22, worker: 'worker-2', beats };
const two = { ...next, name: 'worker-1:200:2', taskInstance: 22, beats };

/** master-2 brings workflow 3 to its end, 80 s to 90 s. */
function closed(builder: HistoryBuilder, owner = takenOver): HistoryBuilder {
  return builder.workflow(82, { ...workflow, ...owner, state: 'SUCCESS', final: true, transaction: '9' }).finish(90);
}

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
  // What 3.2.2 did: one task instance, sent by both masters.
  'double-dispatch': {
    builder: closed(
      overtaken()
        .execution({ ...one, from: 42.9, to: 62.9 })
        .task(43, { ...sent('master-1'), worker: 'worker-2' })
        .execution({ ...two, from: 44.2, to: 64.2 })
        .task(44.3, { ...sent('master-2'), worker: 'worker-1' }),
    ),
    verdict: 'violation',
    sentences: [
      'overlapping-executions, proved: workflow 3, task next: execution A on worker-2 (42.9–62.9 s) and execution B on worker-1 (44.2–64.2 s) overlapped for 18.7 s; A was dispatched by master-1, perhaps after master-2 took the workflow over from master-1 at 30.4 s; B was dispatched by master-2 after it took the workflow over from master-1 at 30.4 s',
      'duplicate-completion, proved: workflow 3, task next: execution A on worker-2 (42.9–62.9 s) and execution B on worker-1 (44.2–64.2 s) both ended with success; A was dispatched by master-1, perhaps after master-2 took the workflow over from master-1 at 30.4 s; B was dispatched by master-2 after it took the workflow over from master-1 at 30.4 s',
      'double-dispatch, proved: workflow 3, task next: master-1 dispatched execution A on worker-2 (42.9–62.9 s), and master-2 dispatched execution B on worker-1 (44.2–64.2 s) while the attempt of A was not over; both are task instance 22',
      'stale-master-write, proved: workflow 3: master-1 made task next DISPATCH at 43.0 s, after master-2 had taken the workflow over from it at 30.4 s',
      'stale-master-dispatch, possible: workflow 3, task next: master-1 dispatched execution A on worker-2 (42.9–62.9 s) perhaps after master-2 had taken the workflow over from it at 30.4 s',
    ],
  },
  'double-dispatch-not': {
    builder: closed(
      overtaken()
        .task(17, sent('master-1'))
        .execution({ ...one, from: 17.1, to: 30.397, exitCode: 143 })
        .execution({ ...two, from: 44.2, to: 64.2 })
        .task(44.3, sent('master-2')),
    ),
    verdict: 'pass',
    sentences: [],
  },
  // What 3.1.1 did behind a black hole: it had the worker's answer to the kill.
  'stale-master-write': {
    builder: closed(
      overtaken()
        .task(30.55, { ...sent('master-1'), state: 'FAILURE', final: true })
        .workflow(30.57, { ...workflow, state: 'FAILURE', final: true, transaction: '5' })
        .workflow(30.8, { ...workflow, ...takenOver, transaction: '6' })
        .task(31, { ...sent('master-2'), taskInstance: 23, op: 'insert', state: 'SUBMITTED_SUCCESS' })
        .execution({ ...two, taskInstance: 23, from: 44.2, to: 64.2 }),
    ),
    verdict: 'violation',
    sentences: [
      'stale-master-write, proved: workflow 3: master-1 made task next FAILURE at 30.6 s, after master-2 had taken the workflow over from it at 30.4 s; the last of 2 such writes made the workflow FAILURE at 30.6 s',
      'conflicting-state, proved: workflow 3 was FAILURE (by master-1 at 30.6 s) and became RUNNING_EXECUTION (by master-2 at 30.8 s) though nobody had asked for it',
    ],
  },
  'stale-master-write-not': {
    builder: closed(
      overtaken()
        .task(30.399999, { ...sent('master-1'), state: 'FAILURE', final: true })
        .execution({ ...two, taskInstance: 23, from: 44.2, to: 64.2 }),
    ),
    verdict: 'pass',
    sentences: [],
  },
  // What 3.2.2 did under the strategy stop: sent by the old master, adopted by the new one.
  'stale-master-dispatch': {
    builder: closed(
      overtaken()
        .log(42.8, 'master-1', 'task-dispatching', { taskInstance: 22 })
        .execution({ ...one, from: 42.9, to: 62.9 })
        .task(43, sent('master-1')),
    ),
    verdict: 'violation',
    sentences: [
      'stale-master-write, proved: workflow 3: master-1 made task next DISPATCH at 43.0 s, after master-2 had taken the workflow over from it at 30.4 s',
      'stale-master-dispatch, proved: workflow 3, task next: master-1 dispatched execution A on worker-2 (42.9–62.9 s) after master-2 had taken the workflow over from it at 30.4 s',
    ],
  },
  'stale-master-dispatch-not': {
    builder: closed(
      overtaken()
        .log(29, 'master-1', 'task-dispatching', { taskInstance: 22 })
        .task(30.397, sent('master-1'))
        .execution({ ...one, from: 42.9, to: 62.9 }),
    ),
    verdict: 'pass',
    sentences: [],
  },
  'conflicting-state': {
    builder: ended(
      failover(
        dispatched()
          .execution({ ...first, from: 10.2, to: 28.6, beats: [19.4] })
          .task(29.497999, { ...long, taskInstance: 21, state: 'SUCCESS', final: true }),
      ).execution({ ...second, from: 31.4, to: 76.4, beats: [40, 60], exitCode: 1 }),
    ),
    verdict: 'violation',
    sentences: [
      'conflicting-state, proved: workflow 3, task long: task instance 21 was SUCCESS (by master-1 at 29.5 s) and became NEED_FAULT_TOLERANCE (by master-2 at 29.5 s) though nobody had asked for it',
    ],
  },
  'conflicting-state-not': {
    builder: ended(
      dispatched()
        .execution({ ...first, from: 10.2, to: 28.6, beats: [19.4] })
        .task(28.7, { ...long, taskInstance: 21, state: 'SUCCESS', final: true })
        .command(28.702001, 'REPEAT_RUNNING', workflow)
        .task(28.704002, { ...long, taskInstance: 21, state: 'SUBMITTED_SUCCESS' })
        .execution({ ...second, taskInstance: 21, from: 31.4, to: 76.4, beats: [40, 60] }),
    ),
    verdict: 'pass',
    sentences: [],
  },
  // What 3.2.2 did when the paused owner was thawed: it wrote itself back, and then failed itself over.
  'double-failover': {
    builder: closed(
      overtaken()
        .workflow(45, { ...workflow, transaction: '4' })
        .workflow(46, { ...workflow, owner: null, transaction: '5' })
        .command(46, 'RECOVER_TOLERANCE_FAULT_PROCESS', { ...workflow, writer: 'master-1', transaction: '5' })
        .workflow(47, { ...workflow, ...takenOver, transaction: '6' })
        .execution({ ...two, from: 48, to: 68 })
        .task(48.1, sent('master-2')),
    ),
    verdict: 'violation',
    sentences: [
      'stale-master-write, proved: workflow 3: master-1 named itself its owner at 45.0 s, after master-2 had taken the workflow over from it at 30.4 s',
      'double-failover, proved: workflow 3: after master-2 had failed it over at 30.1 s, master-1 failed it over from itself at 46.0 s, though master-1 had been lost only once',
    ],
  },
  'double-failover-not': {
    builder: closed(
      overtaken()
        .workflow(46, { ...workflow, owner: null, writer: 'master-3', transaction: '5' })
        .command(46, 'RECOVER_TOLERANCE_FAULT_PROCESS', { ...workflow, writer: 'master-3', transaction: '5' })
        .add(46.4, {
          ...{ source: 'registry', path: '/nodes/master/2', session: '0x2', server: 'master-2' },
          ...{ type: 'node.delete', since: BEGIN + 46_002_000 },
        })
        .workflow(47, { ...workflow, owner: 'master-3', writer: 'master-3', transaction: '6' })
        .execution({ ...two, from: 48, to: 68 })
        .task(48.1, sent('master-3')),
      { owner: 'master-3', writer: 'master-3' },
    ),
    verdict: 'pass',
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
        // The same task instance is run again, as a user asks: its last word is that of the second process.
        .command(55.4, 'START_FAILURE_TASK_PROCESS', workflow)
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
  'lock-overlap': {
    builder: watched('single-owner')
      .log(29.4, 'master-2', 'failover-start', { about: 'master-1' })
      .log(31.2, 'master-3', 'failover-start', { about: 'master-1' })
      .log(31.6, 'master-2', 'failover-finish', { about: 'master-1' })
      .log(31.9, 'master-3', 'failover-finish', { about: 'master-1' })
      .finish(90),
    verdict: 'violation',
    sentences: [
      'lock-overlap, proved: the lock on the failover of master-1 was held by two at once: by master-2 (29.4–31.6 s) and master-3 (31.2–31.9 s), both for 0.4 s',
    ],
  },
  'lock-overlap-registry': {
    builder: watched('single-owner')
      .lock(29.3, 'master-2', 0, { since: 29.2 })
      .lock(30, 'master-3', 1, { since: 29.9 })
      .log(29.4, 'master-2', 'failover-start', { about: 'master-1' })
      // Frozen, it loses its session and with it the lock; thawed, it goes on.
      .lock(41, 'master-2', 0, { since: 40.9, op: 'delete' })
      .log(45, 'master-2', 'failover-finish', { about: 'master-1' })
      .finish(90),
    verdict: 'violation',
    sentences: [
      `lock-overlap, proved: master-2 (29.4–45.0 s) failed master-1 over while master-3 held the lock ${FAILOVER_LOCK} in the registry from 41.0 s on`,
    ],
  },
  'lock-overlap-not': {
    builder: watched('single-owner')
      .lock(29.3, 'master-2', 0, { since: 29.2 })
      .lock(30, 'master-3', 1, { since: 29.9 })
      .log(29.4, 'master-2', 'failover-start', { about: 'master-1' })
      .log(31.2, 'master-2', 'failover-finish', { about: 'master-1' })
      .lock(31.3, 'master-2', 0, { since: 31.2, op: 'delete' })
      .log(31.25, 'master-3', 'failover-start', { about: 'master-1' })
      .log(31.9, 'master-3', 'failover-finish', { about: 'master-1' })
      .lock(32, 'master-3', 1, { since: 31.9, op: 'delete' })
      .finish(90),
    verdict: 'pass',
    sentences: [],
  },
  'never-recovered': {
    builder: watched('recovers')
      .unregistered(31.3, 'master-1', { since: 31.2 })
      .fault('cut-1', { begin: 21, effective: 31.3, heal: 48, healed: 50 })
      .finish(70.002),
    verdict: 'violation',
    sentences: [
      'never-recovered, proved: master-1 was not back when the run ended at 70.0 s, 20.0 s after the last heal: the registry no longer had it at 31.3 s',
    ],
  },
  'never-recovered-not': {
    builder: watched('recovers')
      .unregistered(31.3, 'master-1', { since: 31.2 })
      .fault('cut-1', { begin: 21, effective: 31.3, heal: 48, healed: 50 })
      .registered(69.9, 'master-1', { session: '0x2', since: 69.8 })
      .finish(70.002),
    verdict: 'pass',
    sentences: [],
  },
};
