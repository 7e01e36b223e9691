import { describe, expect, test } from 'vitest';
import { delayEnd } from '../../checkers/delays.ts';
import { allWatch, BEGIN, HistoryBuilder } from '../histories/builder.ts';
import { situationAfter } from './runs.ts';

/** The clocks of the audit and of the servers are wrong by 1 and 3 ms; a delay counts from a time that may be rounded by a second. */
const clocks = { uncertainty: { ...allWatch, audit: 1_000, log: 3_000 }, delaysOn: 'master' } as const;

const inserts = (builder: HistoryBuilder, at: number, task: number, taskInstance = task) =>
  builder.task(at, { op: 'insert', task, taskInstance, state: 'SUBMITTED_SUCCESS' });
const succeeds = (builder: HistoryBuilder, at: number, task: number, state = 'SUCCESS') =>
  builder.task(at, { task, taskInstance: task, state, final: true });

/** Task 3 comes 60 s after tasks 1 and 2; task 4 30 s after the workflow. */
const delayed = (header = {}) =>
  new HistoryBuilder({ ...clocks, ...header })
    .definition(1, [{ task: 1 }, { task: 2 }, { task: 3, after: [1, 2], delay: 60 }, { task: 4, delay: 30 }])
    .workflow(1, { op: 'insert' });
const both = (header = {}) =>
  inserts(succeeds(succeeds(inserts(inserts(delayed(header), 2, 1), 2, 2), 10, 1), 20, 2), 21, 3);

/** Seconds of the end, and of what shows it; nothing where there is none. */
function endIn(builder: HistoryBuilder, task = 3): readonly number[] | undefined {
  const situation = situationAfter(builder.start({ name: 'a', task, taskInstance: task, from: 99, to: 99 }));
  const [execution] = situation.executions.all();
  if (!execution) throw new Error('an execution was built');
  const end = delayEnd(situation, execution);
  return end && [end.at, end.event.at].map((at) => (at - BEGIN) / 1e6);
}

describe('a delay ends', () => {
  test('no earlier than so long after the last of the first successes of its predecessors', () => {
    expect(endIn(both())).toEqual([78.993, 20]);
    expect(endIn(succeeds(both(), 30, 1))).toEqual([78.993, 20]);
    expect(endIn(succeeds(inserts(succeeds(inserts(inserts(delayed(), 2, 1), 2, 2), 25, 1), 26, 3), 24, 2))).toEqual([
      83.993, 25,
    ]);
  });

  test('whoever said that they had succeeded', () => {
    const forced = inserts(inserts(delayed(), 2, 1), 2, 2);
    const ended = succeeds(succeeds(forced, 10, 1, 'FORCED_SUCCESS'), 20, 2, 'FORCED_SUCCESS');
    expect(endIn(inserts(ended, 21, 3))).toEqual([78.993, 20]);
  });

  test('no earlier than so long after the insert of the workflow, where it has no predecessors', () => {
    expect(endIn(inserts(delayed(), 2, 4), 4)).toEqual([29.993, 1]);
  });

  test('at the same time for each attempt: a copy keeps the time of the first', () => {
    expect(endIn(inserts(both(), 40, 3, 5))).toEqual([78.993, 20]);
  });
});

describe('nothing is known of a delay’s end', () => {
  test('where the workers wait, or nobody knows who does', () => {
    expect(endIn(both({ delaysOn: 'worker' }))).toBeUndefined();
    expect(endIn(both({ delaysOn: undefined }))).toBeUndefined();
  });

  test('where the task has none, or is not known', () => {
    expect(endIn(both(), 1)).toBeUndefined();
    expect(endIn(inserts(both(), 22, 9), 9)).toBeUndefined();
  });

  test('where rows may be missing; lines may', () => {
    expect(endIn(both().gap(30, 'audit'))).toBeUndefined();
    expect(endIn(both().gap(30, 'log'))).toEqual([78.993, 20]);
  });

  test('where the clocks of the servers are not known', () => {
    const { log: _, ...blind } = clocks.uncertainty;
    expect(endIn(both({ uncertainty: blind }))).toBeUndefined();
  });

  test('where it was not inserted, or before a predecessor had succeeded, or the workflow was there', () => {
    const one = () => succeeds(inserts(inserts(delayed(), 2, 1), 2, 2), 10, 1);
    expect(endIn(inserts(one(), 21, 3))).toBeUndefined();
    expect(endIn(succeeds(one(), 20, 2))).toBeUndefined();
    expect(endIn(succeeds(one(), 20, 2).task(21, { task: 3, taskInstance: 3 }))).toBeUndefined();
    expect(endIn(inserts(succeeds(one(), 20, 2), 20, 3))).toEqual([78.993, 20]);
    expect(endIn(inserts(succeeds(one(), 20, 2), 19.999999, 3))).toBeUndefined();
    expect(endIn(inserts(delayed(), 0.5, 4), 4)).toBeUndefined();
  });

  test('where another attempt was inserted too early', () => {
    const one = succeeds(inserts(inserts(delayed(), 2, 1), 2, 2), 10, 1);
    expect(endIn(inserts(succeeds(inserts(one, 15, 3, 5), 20, 2), 21, 3))).toBeUndefined();
  });
});
