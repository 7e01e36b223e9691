import { describe, expect, test } from 'vitest';
import { allWatch, HistoryBuilder } from '../histories/builder.ts';
import { findingsOf, found, verdictOf } from './runs.ts';

/** One attempt at task 1 as 3.1.1 writes it, from its insert until a second after its process's end. */
interface Attempt {
  readonly taskInstance: number;
  readonly from: number;
  readonly to: number;
  readonly exitCode: number;
  readonly retry: number;
  readonly master?: string;
}

function attempt(builder: HistoryBuilder, { from, to, exitCode, retry, taskInstance, master }: Attempt): void {
  const row = { taskInstance, retry, writer: master ?? 'master-1' };
  const state = exitCode === 0 ? 'SUCCESS' : 'FAILURE';
  builder
    .task(from - 2, { ...row, op: 'insert', state: 'SUBMITTED_SUCCESS' })
    .task(from - 1, { ...row, state: 'DISPATCH' })
    .execution({ name: `p${taskInstance}`, taskInstance, from, to, exitCode })
    .task(from + 0.5, row)
    .task(to + 1, { ...row, state, final: true });
}

/** Task 1 with these attempts, then task 2 of `last`; the workflow ends well. */
function retried(
  attempts: readonly Omit<Attempt, 'retry'>[],
  { retries = attempts.length - 1, last = 'master-1' } = {},
): HistoryBuilder {
  const next = { task: 2, taskInstance: 99, writer: last };
  const builder = new HistoryBuilder()
    .definition(1, [
      { task: 1, retries },
      { task: 2, after: [1] },
    ])
    .submission(0.5)
    .startCommand(0.6)
    .startCommand(1, { op: 'delete', writer: 'master-1' })
    .workflow(1, { op: 'insert' });
  for (const [retry, each] of attempts.entries()) {
    attempt(builder, { ...each, retry });
    // The retry is inserted first.
    if (retry < attempts.length - 1)
      builder.task(each.to + 1.3, {
        taskInstance: each.taskInstance,
        retry,
        state: 'FAILURE',
        final: true,
        valid: false,
      });
  }
  return builder
    .task(71, { ...next, op: 'insert', state: 'SUBMITTED_SUCCESS' })
    .task(72, { ...next, state: 'DISPATCH' })
    .execution({ name: 'after', task: 2, taskInstance: 99, from: 72.5, to: 75 })
    .task(76, { ...next, state: 'SUCCESS', final: true })
    .workflow(77, { state: 'SUCCESS', final: true, owner: last, writer: last })
    .finish(80);
}

const failed = { taskInstance: 11, from: 10, to: 20, exitCode: 1 };
const again = { taskInstance: 12, from: 23.2, to: 30, exitCode: 1 };
const done = { taskInstance: 13, from: 33.2, to: 40, exitCode: 0 };
const clean = { verdict: 'pass', reasons: [], violations: [], doubts: [], notes: [] };

test.each([
  ['one retry', [failed, { ...again, exitCode: 0 }]],
  ['two retries', [failed, again, done]],
])('a task that succeeds after %s is no finding', (_, attempts) => {
  expect(verdictOf(retried(attempts))).toMatchObject(clean);
});

test('a retry by the master that took the workflow over is no finding', () => {
  const taken = retried([failed, { ...done, master: 'master-2' }], { last: 'master-2' });
  expect(verdictOf(taken.workflow(25, { owner: 'master-2', writer: 'master-2' }))).toMatchObject(clean);
});

test('a retry that begins while what it repeats still runs is one, retries or not', () => {
  const early = retried([
    { ...failed, to: 29 },
    { ...done, from: 24 },
  ]);
  expect(findingsOf('overlapping-executions', early)).toMatchObject([{ proof: 'proved', subject: '1/1 p11 p13' }]);
});

test('a success that is repeated is one, though retries were left', () => {
  const twice = retried([{ ...failed, exitCode: 0 }, done], { retries: 2 });
  expect(findingsOf('duplicate-completion', twice)).toMatchObject([{ proof: 'proved', subject: '1/1 p11 p13' }]);
});

/** Task 2 waits out a delay of 60 s on its worker, which reports it once it has the task; its dispatch is told before. */
function delayed(takenOverAt?: number): HistoryBuilder {
  const row = { task: 2, taskInstance: 2 };
  const history = new HistoryBuilder({ uncertainty: allWatch })
    .definition(1, [{ task: 1 }, { task: 2, after: [1], delay: 60 }])
    .submission(0.5)
    .workflow(1, { op: 'insert' })
    .task(2, { op: 'insert', state: 'SUBMITTED_SUCCESS' })
    .log(2.4, 'master-1', 'task-dispatching', { taskInstance: 1 })
    .task(2.5, { state: 'DISPATCH' })
    .execution({ name: 'a', from: 3, to: 5 })
    .task(6, { state: 'SUCCESS', final: true })
    .task(7, { ...row, op: 'insert', state: 'SUBMITTED_SUCCESS' })
    .log(7.4, 'master-1', 'task-dispatching', { taskInstance: 2 })
    .task(7.5, { ...row, state: 'DISPATCH' })
    .task(9, { ...row, state: 'DELAY_EXECUTION' })
    .execution({ name: 'b', ...row, from: 67, to: 70 });
  const owner = takenOverAt === undefined ? 'master-1' : 'master-2';
  if (takenOverAt !== undefined) history.workflow(takenOverAt, { owner, writer: owner });
  return history
    .task(71, { ...row, state: 'SUCCESS', final: true, writer: owner })
    .workflow(72, { state: 'SUCCESS', final: true, owner, writer: owner })
    .finish(75);
}

test('a task that waits out its delay is no finding', () => {
  expect(verdictOf(delayed())).toMatchObject(clean);
});

test('a delay that the old master writes after a takeover makes no stale dispatch of what it sent before', () => {
  expect(findingsOf('stale-master-dispatch', delayed(8))).toEqual([]);
});

const PART = 9;
const CHILD = 90;

interface SubWorkflow {
  /** How the instance of the sub-workflow ends, if ever. */
  readonly child?: string;
  /** The last word on the task that runs it. */
  readonly word?: string;
  /** When the task after it begins. */
  readonly next?: number | null;
  readonly state?: string;
  readonly end?: number;
}

/** Task 1 runs the sub-workflow w9, whose one task runs from 10 to 20 s; task 2 comes after it. */
function withPart({ child = 'SUCCESS', word = 'SUCCESS', next = 27, state = 'SUCCESS', end = 35 }: SubWorkflow = {}) {
  const row = { worker: 'master-1' };
  const inner = { workflow: CHILD, task: 91, taskInstance: 91 };
  const history = new HistoryBuilder()
    .definition(PART, [{ task: 91 }])
    .definition(1, [
      { task: 1, runs: PART, seconds: 0 },
      { task: 2, after: [1] },
    ])
    .submission(0.5)
    .startCommand(0.6)
    .startCommand(1, { op: 'delete', writer: 'master-1' })
    .workflow(1, { op: 'insert' })
    .task(2, { ...row, op: 'insert', state: 'SUBMITTED_SUCCESS', worker: null })
    // A master starts it, as it submits the task.
    .startCommand(2, { command: 2, definition: PART, writer: 'master-1' })
    .task(3, row)
    .startCommand(3, { command: 2, definition: PART, op: 'delete', writer: 'master-2' })
    .workflow(3, { op: 'insert', workflow: CHILD, definition: PART, owner: 'master-2', writer: 'master-2' })
    .task(4, { ...inner, op: 'insert', state: 'SUBMITTED_SUCCESS', writer: 'master-2' })
    .task(5, { ...inner, state: 'DISPATCH', writer: 'master-2' })
    .execution({ name: 'inner', ...inner, from: 10, to: 20 })
    .task(21, { ...inner, state: 'SUCCESS', final: true, writer: 'master-2' });
  const isFinal = child !== 'RUNNING_EXECUTION';
  const part = { workflow: CHILD, definition: PART, owner: 'master-2', writer: 'master-2' };
  history.workflow(22, { ...part, state: child, final: isFinal });
  history.task(24, { ...row, state: word, final: word !== 'RUNNING_EXECUTION' });
  if (next !== null) {
    const last = { task: 2, taskInstance: 2 };
    history
      .task(next - 2, { ...last, op: 'insert', state: 'SUBMITTED_SUCCESS' })
      .task(next - 1, { ...last, state: 'DISPATCH' })
      .execution({ name: 'next', ...last, from: next, to: next + 2 })
      .task(next + 3, { ...last, state: 'SUCCESS', final: true });
  }
  const over = state !== 'RUNNING_EXECUTION';
  return history.workflow(32, { state, final: over }).finish(end, over && isFinal ? 'settled' : 'deadline');
}

const openPart = { child: 'RUNNING_EXECUTION', word: 'RUNNING_EXECUTION', state: 'RUNNING_EXECUTION', next: null };

describe('a task that runs a sub-workflow', () => {
  test('is no finding, nor is the sub-workflow that nobody called to start', () => {
    expect(verdictOf(withPart())).toMatchObject(clean);
  });

  test('may be run twice in two instances: whether the second was asked for nobody can tell', () => {
    const again = { workflow: 95, definition: PART, owner: 'master-1' };
    const twice = withPart()
      .workflow(5, { ...again, op: 'insert' })
      .workflow(23, { ...again, state: 'SUCCESS', final: true });
    expect(found(twice, 'duplicate-workflow')).toEqual([]);
  });

  test('has a successor that must not begin before any instance of the sub-workflow has succeeded', () => {
    const order = (next: number) => found(withPart({ next }), 'order-violation');
    expect(order(22.003)).toEqual([]);
    expect(order(22.002)).toEqual(['possible 1/2 next after 1']);
    expect(order(21.997)).toEqual(['proved 1/2 next after 1']);
    // Forced to succeed later on, it had its leave before.
    const forcedLater = withPart({ next: 23 }).task(30, { state: 'FORCED_SUCCESS', final: true });
    expect(found(forcedLater, 'order-violation')).toEqual([]);
    expect(found(withPart({ next: 12 }).gap(1, 'audit'), 'order-violation')).toEqual(['possible 1/2 next after 1']);
    expect(found(withPart({ next: 12 }).task(11, { state: 'FORCED_SUCCESS', final: true }), 'order-violation')).toEqual(
      [],
    );
  });

  test('is never lost, though it has no process; what comes after it may be', () => {
    expect(found(withPart({ next: null }), 'lost-task')).toEqual(['proved 1/2']);
    expect(found(withPart({ next: null, word: 'RUNNING_EXECUTION', child: 'STOP' }), 'lost-task')).toEqual([]);
    expect(found(withPart({ next: null, word: 'FAILURE', state: 'FAILURE' }), 'lost-task')).toEqual([]);
  });

  test('has succeeded by its own row, where any of two workflows may have run the sub-workflow', () => {
    const other = { op: 'insert', workflow: 2, state: 'STOP', final: true } as const;
    const lost = (word: string) => {
      const history = withPart({ next: null, word, state: 'FAILURE' }).workflow(1, other);
      return found(history.task(25, { task: 3, taskInstance: 3, state: 'SUCCESS', final: true }), 'lost-task');
    };
    expect(lost('SUCCESS')).toEqual(['proved 1/2']);
    expect(lost('NEED_FAULT_TOLERANCE')).toEqual([]);
  });

  // 3.1.1: a failover writes the task off, whoever takes the workflow over takes that for a failure, and the sub-workflow's success comes to nothing.
  test('has succeeded with its sub-workflow, whatever became of its row: what comes after it is lost', () => {
    const writtenOff = { next: null, word: 'NEED_FAULT_TOLERANCE', state: 'FAILURE' };
    const lost = (builder: HistoryBuilder) => found(builder, 'lost-task');
    expect(lost(withPart(writtenOff))).toEqual(['proved 1/2']);
    expect(lost(withPart({ ...writtenOff, child: 'FAILURE' }))).toEqual([]);
    // Nobody knows whose sub-workflow it was.
    expect(lost(withPart(writtenOff).workflow(1, { op: 'insert', workflow: 2 }))).toEqual([]);
    expect(lost(withPart(writtenOff).submission(1, PART))).toEqual([]);
  });

  test('has no process that its rows could differ from', () => {
    expect(found(withPart(), 'witness-disagreement')).toEqual([]);
    expect(found(withPart({ word: 'FAILURE', state: 'FAILURE' }), 'witness-disagreement')).toEqual([]);
    // No instance of the sub-workflow ever succeeded, as far as the rows tell.
    expect(found(withPart({ child: 'STOP' }), 'witness-disagreement')).toEqual(['proved 1']);
    // But a user said that it was to count as a success.
    expect(found(withPart({ child: 'STOP', word: 'FORCED_SUCCESS' }), 'witness-disagreement')).toEqual([]);
  });

  test('keeps its workflow open for as long as the sub-workflow may run', () => {
    const stuck = (builder: HistoryBuilder) => found(builder, 'stuck-workflow');
    expect(stuck(withPart({ ...openPart, end: 70 }))).toEqual(['proved 1', 'proved 90']);
    const busy = { name: 'x', workflow: CHILD, task: 91, taskInstance: 92, from: 60, to: 69.9, exitCode: null };
    expect(stuck(withPart({ ...openPart, end: 70 }).execution(busy))).toEqual(['possible 1', 'possible 90']);
    expect(stuck(withPart({ ...openPart, end: 70 }).execution({ ...busy, workflow: 3 }))).toEqual([
      'proved 1',
      'proved 90',
    ]);
  });

  test('may never come to its turn: then its sub-workflow has no instance, and the run lacks nothing', () => {
    const unreached = new HistoryBuilder()
      .definition(PART, [{ task: 91 }])
      .definition(1, [{ task: 1 }, { task: 2, after: [1], runs: PART, seconds: 0 }])
      .submission(0.5)
      .workflow(1, { op: 'insert' })
      .execution({ name: 'a', from: 3, to: 5, exitCode: 1 })
      .task(6, { state: 'FAILURE', final: true })
      .workflow(7, { state: 'FAILURE', final: true })
      .finish(10);
    expect(verdictOf(unreached)).toMatchObject(clean);
  });
});
