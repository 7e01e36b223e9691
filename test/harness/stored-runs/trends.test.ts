import { describe, expect, test } from 'vitest';
import { trendsOf } from '../../../harness/stored-runs/trends.ts';
import { storedRun } from './stored-run.ts';

const expects = 'overlapping-executions of task long';
const seen = { expects, outcome: 'seen', status: 'violation' } as const;
const not = { expects, outcome: 'not', status: 'pass' } as const;
const many = (from: number, count: number, of: typeof seen | typeof not) =>
  Array.from({ length: count }, (_, index) => storedRun(from + index, of));

describe('a trend', () => {
  test('counts what the scenario expects, of the runs that say something', () => {
    const [trend, ...others] = trendsOf([
      storedRun(3, { expects, outcome: 'broken', status: 'broken' }),
      storedRun(1, seen),
      storedRun(4, { expects, outcome: 'inconclusive', status: 'violation' }),
      storedRun(2, not),
    ]);
    expect(others).toEqual([]);
    expect(trend).toMatchObject({ counted: expects, rate: { seen: 1, of: 2 }, recent: undefined, changed: false });
    expect(trend?.runs.map(({ seed }) => seed)).toEqual([1, 2, 3, 4]);
    expect(trend?.counts).toEqual([
      { status: 'violation', count: 2 },
      { status: 'pass', count: 1 },
      { status: 'broken', count: 1 },
    ]);
  });

  test('counts violations where nothing is expected', () => {
    const [trend] = trendsOf([
      storedRun(1, { status: 'violation' }),
      storedRun(2),
      storedRun(3, { status: 'inconclusive' }),
      storedRun(4, { status: 'cut short' }),
    ]);
    expect(trend).toMatchObject({ counted: 'a violation', rate: { seen: 1, of: 2 } });
    expect(trend?.rate.interval.low).toBeCloseTo(0.0945, 3);
  });

  test('says nothing where no run does', () => {
    expect(trendsOf([storedRun(1, { status: 'broken' })])[0]?.rate).toEqual({
      seen: 0,
      of: 0,
      interval: { low: 0, high: 1 },
    });
  });

  test.each([
    ['version', { version: '3.2.2' }],
    ['build', { build: 'c08b' }],
    ['strategy', { strategy: 'stop' }],
    ['fixes', { fixes: ['host-check'] }],
    ['faults', { faults: [] }],
    ['scenario', { scenario: 'another' }],
  ])('is of its own with another %s', (_, more) => {
    expect(trendsOf([storedRun(1), storedRun(2, more)])).toHaveLength(2);
  });

  test('is the same with the same faults in another order', () => {
    expect(
      trendsOf([storedRun(1, { faults: ['kill', 'pause'] }), storedRun(2, { faults: ['pause', 'kill'] })]),
    ).toHaveLength(1);
  });
});

describe('the last ten runs are held against those before them', () => {
  test('where there are more than ten', () => {
    expect(trendsOf(many(1, 10, seen))[0]?.recent).toBeUndefined();
    expect(trendsOf(many(1, 11, seen))[0]).toMatchObject({ recent: { seen: 10, of: 10 }, changed: false });
  });

  test('a rate that fell is told of', () => {
    const [trend] = trendsOf([...many(1, 10, seen), ...many(11, 10, not)]);
    expect(trend).toMatchObject({ rate: { seen: 10, of: 20 }, recent: { seen: 0, of: 10 }, changed: true });
  });

  test('one that may be the same is not', () => {
    const [trend] = trendsOf([...many(1, 10, seen), ...many(11, 3, not), ...many(14, 7, seen)]);
    expect(trend).toMatchObject({ recent: { seen: 7, of: 10 }, changed: false });
  });
});
