import { describe, expect, test } from 'vitest';
import { HistoryBuilder } from '../histories/builder.ts';
import { found, verdictOf } from './runs.ts';

/** Submitted at 10 s, never final; the grace is 30 s. */
const open = () =>
  new HistoryBuilder()
    .definition(1, [{ task: 1 }])
    .workflow(10, { op: 'insert' })
    .workflow(15);

type Outcome = 'settled' | 'deadline' | 'interrupted' | 'failed';

function stuckIn(builder: HistoryBuilder, at: number, outcome: Outcome = 'deadline') {
  return found(builder.finish(at, outcome), 'stuck-workflow');
}

describe('a workflow that is not final at the deadline', () => {
  test.each([
    [39.999999, ['possible 1']],
    [40, ['proved 1']],
  ])('at %s s, without faults: the grace counts from the last submission', (at, expected) => {
    expect(stuckIn(open(), at)).toEqual(expected);
  });

  test('is stuck only once the latest submission had its grace too', () => {
    const withLater = () => open().workflow(20, { workflow: 2, op: 'insert', state: 'STOP', final: true });
    expect(stuckIn(withLater(), 49.999999)).toEqual(['possible 1']);
    expect(stuckIn(withLater(), 50)).toEqual(['proved 1']);
  });

  test.each([
    [89.999999, ['possible 1']],
    [90, ['proved 1']],
  ])('at %s s, with faults: it counts from the last verified heal', (at, expected) => {
    const faulty = open()
      .fault('one', { begin: 11, effective: 12, heal: 58, healed: 60 })
      .fault('two', { begin: 11, effective: 12, heal: 20, healed: 21 });
    expect(stuckIn(faulty, at)).toEqual(expected);
  });

  test('may have its reasons where a fault was never verified healed', () => {
    expect(stuckIn(open().fault('one', { begin: 11, heal: 12 }), 99)).toEqual(['possible 1']);
  });

  test('is stuck though a planned fault never began', () => {
    const planned = new HistoryBuilder({ faults: [{ fault: 'one', kind: 'cut', target: 'master-1' }] });
    expect(stuckIn(planned.workflow(10, { op: 'insert' }), 99)).toEqual(['proved 1']);
  });

  test('may be final where the audit missed a row', () => {
    expect(stuckIn(open().gap(20, 'audit'), 99)).toEqual(['possible 1']);
    expect(stuckIn(open().gap(20, 'witness'), 99)).toEqual(['proved 1']);
  });

  test.each([
    [119.999999, ['possible 1']],
    [120, ['proved 1']],
  ])('at %s s, with a task that waits out a delay of 60 s from 30 s on', (at, expected) => {
    const delayed = (row = {}) =>
      new HistoryBuilder()
        .definition(1, [{ task: 1 }, { task: 2, delay: 60 }])
        .workflow(10, { op: 'insert' })
        .task(20, { taskInstance: 1 })
        .task(20, { task: 9, taskInstance: 9 })
        .task(30, { task: 2, taskInstance: 2, state: 'DELAY_EXECUTION', ...row });
    expect(stuckIn(delayed(), at)).toEqual(expected);
    expect(stuckIn(delayed({ final: true, state: 'KILL' }), at)).toEqual(['proved 1']);
    expect(stuckIn(delayed({ workflow: 2 }), at)).toEqual(['proved 1']);
  });

  test.each([
    [98.497999, null, ['proved 1']],
    [98.498, null, ['possible 1']],
    [98.9, 0, ['proved 1']],
  ])('with a process last seen at %s s, exit code %s', (to, exitCode, expected) => {
    const slow = open().execution({ name: 'a', from: 20, to, exitCode });
    expect(stuckIn(slow, 99)).toEqual(expected);
  });

  test('is stuck though a process of another workflow still runs', () => {
    expect(stuckIn(open().execution({ name: 'a', workflow: 2, from: 20, to: 99, exitCode: null }), 99)).toEqual([
      'proved 1',
    ]);
  });
});

test.each(['settled', 'interrupted', 'failed'] as const)('a run that ended %s shows nothing stuck', (outcome) => {
  expect(stuckIn(open(), 99, outcome)).toEqual([]);
});

test('a run without an end shows nothing stuck', () => {
  expect(verdictOf(open())).toMatchObject({ violations: [], doubts: [] });
});

test('the latest row decides', () => {
  const final = { state: 'STOP', final: true };
  expect(stuckIn(open().workflow(20, final), 99)).toEqual([]);
  expect(stuckIn(open().workflow(20, final).workflow(21), 99)).toEqual(['proved 1']);
  expect(stuckIn(open().workflow(20, { op: 'delete' }), 99)).toEqual([]);
});

test('it is stuck from its latest row to the end of the run', () => {
  const history = open().finish(99, 'deadline').build();
  const [begin, , , row, end] = history;
  const { violations } = verdictOf(open().finish(99, 'deadline'));
  expect(violations.slice(0, 1)).toMatchObject([
    { from: row?.at, to: end?.at, events: [row?.seq, end?.seq], executions: [] },
  ]);
  expect((row?.at ?? 0) - (begin?.at ?? 0)).toBe(15_000_000);
});

test('the sentence tells state, owner and how long it waited', () => {
  const sentence = (builder: HistoryBuilder) => {
    const { violations, doubts } = verdictOf(builder);
    return [...violations, ...doubts][0]?.sentence;
  };
  expect(sentence(open().finish(99, 'deadline'))).toBe(
    'workflow 1 was still RUNNING_EXECUTION when the run ended at 99.0 s, owned by master-1, 89.0 s after the last heal or submission',
  );
  expect(sentence(open().workflow(20, { owner: null }).gap(1, 'audit').finish(99, 'deadline'))).toBe(
    'workflow 1 was still RUNNING_EXECUTION when the run ended at 99.0 s, with no owner, 89.0 s after the last heal or submission; it may not have had its time',
  );
  expect(sentence(open().fault('one', { begin: 11 }).finish(99, 'deadline'))).toBe(
    'workflow 1 was still RUNNING_EXECUTION when the run ended at 99.0 s, owned by master-1; it may not have had its time',
  );
});
