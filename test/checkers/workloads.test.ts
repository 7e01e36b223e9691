import { expect, test } from 'vitest';
import { allWatch, HistoryBuilder } from '../histories/builder.ts';
import { findingsOf, verdictOf } from './runs.ts';

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
