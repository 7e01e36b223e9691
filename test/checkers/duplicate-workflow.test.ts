import { describe, expect, test } from 'vitest';
import { HistoryBuilder } from '../histories/builder.ts';
import { found, verdictOf } from './runs.ts';

const ended = { op: 'insert', state: 'STOP', final: true } as const;

/** So many instances of definition 1, from 11 s on, a second apart. */
function instances(builder: HistoryBuilder, count: number): HistoryBuilder {
  for (let index = 1; index <= count; index += 1) builder.workflow(10 + index, { ...ended, workflow: index });
  return builder;
}

const defined = () => new HistoryBuilder().definition(1, [{ task: 1 }]);
const duplicatesIn = (builder: HistoryBuilder) => found(builder, 'duplicate-workflow');

describe('one start', () => {
  test.each([
    ['ok', 1, []],
    ['ok', 2, ['proved 1']],
    ['info', 1, []],
    ['info', 2, ['proved 1']],
    [null, 1, []],
    [null, 2, ['proved 1']],
    ['fail', 0, []],
    ['fail', 1, ['proved 1']],
  ] as const)('that ended as %s and %i instances', (answer, count, expected) => {
    expect(duplicatesIn(instances(defined().submission(10, 1, answer), count).finish(99))).toEqual(expected);
    expect(duplicatesIn(instances(defined().submission(10, 1, answer), count))).toEqual(expected);
  });

  test('may have been two where the client or the audit missed something, but not where another did', () => {
    const twice = () => instances(defined().submission(10), 2);
    expect(duplicatesIn(twice().gap(5, 'client').finish(99))).toEqual(['possible 1']);
    expect(duplicatesIn(twice().gap(5, 'audit').finish(99))).toEqual(['possible 1']);
    expect(duplicatesIn(twice().gap(5, 'witness').finish(99))).toEqual(['proved 1']);
  });

  test('has one instance however often its row is written, and two though one was deleted', () => {
    const once = instances(defined().submission(10), 1)
      .workflow(20)
      .workflow(21, { ...ended, op: 'update' });
    expect(duplicatesIn(once.finish(99))).toEqual([]);
    const deleted = instances(defined().submission(10), 2).workflow(20, { workflow: 2, op: 'delete' });
    expect(duplicatesIn(deleted.finish(99))).toEqual(['proved 1']);
  });

  test('excuses no instance of another definition', () => {
    expect(duplicatesIn(instances(defined().submission(10).submission(10, 2), 2).finish(99))).toEqual(['proved 1']);
  });
});

test('a definition that nobody called to start is not judged', () => {
  expect(duplicatesIn(instances(defined(), 2).finish(99))).toEqual([]);
});

test('what the timer alone starts is there as often as it asked', () => {
  const timed = (count: number) => instances(defined().command(10, 'SCHEDULER', { workflow: null }), count);
  expect(duplicatesIn(timed(1).finish(99))).toEqual([]);
  expect(duplicatesIn(timed(2).finish(99))).toEqual(['proved 1']);
});

test('what the timer starts by a command that names the instance (3.3) is asked for as well', () => {
  const timed = (count: number) => instances(defined().command(10, 'SCHEDULER', { workflow: 1 }), count);
  expect(duplicatesIn(timed(1).finish(99))).toEqual([]);
  expect(
    duplicatesIn(
      timed(1)
        .submission(9)
        .workflow(13, { ...ended, workflow: 2 })
        .finish(99),
    ),
  ).toEqual([]);
  expect(duplicatesIn(timed(2).finish(99))).toEqual(['proved 1']);
});

test('the timer starts an instance for each of its commands', () => {
  const timed = (count: number) =>
    instances(defined().submission(10).command(10, 'SCHEDULER', { workflow: null }), count);
  expect(duplicatesIn(timed(2).finish(99))).toEqual([]);
  expect(duplicatesIn(timed(3).finish(99))).toEqual(['proved 1']);
  const taken = timed(3).command(11, 'SCHEDULER', { workflow: null, op: 'delete' });
  expect(duplicatesIn(taken.finish(99))).toEqual(['proved 1']);
});

test('a run for several dates makes any number of instances', () => {
  const dates = instances(defined().submission(10).command(10, 'COMPLEMENT_DATA', { workflow: null }), 5);
  expect(duplicatesIn(dates.finish(99))).toEqual([]);
});

test.each(['START_PROCESS', 'REPEAT_RUNNING', 'RECOVER_TOLERANCE_FAULT_PROCESS'])('%s excuses nothing', (kind) => {
  const asked = instances(defined().submission(10).command(10, kind, { workflow: null }).command(10, kind), 2);
  expect(duplicatesIn(asked.finish(99))).toEqual(['proved 1']);
});

test('the sentence names the instances and the starts', () => {
  const sentence = (builder: HistoryBuilder) => {
    const { violations, doubts } = verdictOf(builder);
    return [...violations, ...doubts][0]?.sentence;
  };
  expect(sentence(instances(defined().submission(10), 2).finish(99))).toBe(
    'the workflow w1 has 2 instances (1, 2) for 1 start',
  );
  expect(sentence(instances(defined().submission(9).submission(10), 3).gap(1, 'client').finish(99))).toBe(
    'the workflow w1 has 3 instances (1, 2, 3) for 2 starts; a gap may hide a start',
  );
  expect(sentence(instances(defined().submission(10, 1, 'fail'), 1).finish(99))).toBe(
    'the workflow w1 has 1 instance (1) though no start of it was accepted',
  );
});

test('it is shown by the answers and the first rows, from the first to the last of these', () => {
  const builder = instances(defined().submission(10), 2).workflow(30, ended).finish(99);
  const history = builder.build();
  const rows = history.filter(({ type }) => type === 'row').slice(0, 2);
  const ok = history.find(({ type }) => type === 'call.ok');
  expect(verdictOf(builder).violations).toMatchObject([
    { from: rows[0]?.at, to: rows[1]?.at, events: [ok?.seq, rows[0]?.seq, rows[1]?.seq], executions: [] },
  ]);
});
