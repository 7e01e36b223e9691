import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMeant, type LedgerFilter } from '../../../harness/ledger/choose.ts';
import { flakinessOf } from '../../../harness/ledger/flakiness.ts';
import type { LedgerRecord } from '../../../harness/ledger/record.ts';
import { Stats } from '../../../harness/ledger/stats.ts';
import type { Slicing } from '../../../report/stats/model.ts';
import { ledgerRecord, overlap, seenRecord } from './record.ts';

function statsOf(records: readonly LedgerRecord[], by?: Slicing) {
  const stats = new Stats(by);
  for (const record of records) stats.add(record);
  return stats.cells();
}

const many = (from: number, count: number, of: typeof seenRecord) =>
  Array.from({ length: count }, (_, index) => of(from + index));

describe('a row', () => {
  test('counts what the scenario expects, of the runs that say something of it', () => {
    const [cell, ...others] = statsOf([
      seenRecord(1),
      ledgerRecord(2),
      ledgerRecord(3, { verdict: 'broken', reason: 'no cluster', whole: false, seconds: 10 }),
      ledgerRecord(4, { verdict: 'inconclusive', whole: false, seconds: 90 }),
    ]);
    expect(others).toEqual([]);
    expect(cell).toMatchObject({
      scenario: 'owner-cut-off',
      version: '3.1.1',
      counted: 'overlapping-executions/long',
      runs: 4,
      verdicts: { violation: 1, broken: 1, inconclusive: 1, pass: 1 },
      rate: { seen: 1, of: 2 },
      seconds: { median: 40, p90: 90 },
      violations: [],
    });
    expect(cell).not.toHaveProperty('build');
    expect(cell).not.toHaveProperty('trend');
  });

  test('counts violations where nothing is expected', () => {
    const nothing = ({ expects: _, ...record }: LedgerRecord): LedgerRecord => record;
    const [cell] = statsOf([
      nothing(seenRecord(1)),
      nothing(ledgerRecord(2)),
      nothing(ledgerRecord(3, { verdict: 'inconclusive', whole: false })),
    ]);
    expect(cell).toMatchObject({ counted: 'a violation', rate: { seen: 1, of: 2 } });
    expect(cell?.violations).toMatchObject([{ name: 'overlapping-executions/long', rate: { seen: 1, of: 2 } }]);
  });

  test('has each other finding that broke a contract, by name, of the runs that say something of that', () => {
    const lost = { anomaly: 'lost-task', task: 'next', faults: [], violation: true } as const;
    const note = { anomaly: 'double-failover', faults: [], violation: false } as const;
    const [cell] = statsOf([
      ledgerRecord(1, { proved: [overlap, { ...lost, faults: [] }, { ...note, faults: [] }] }),
      ledgerRecord(2, { doubts: [{ anomaly: 'lost-task' }] }),
      ledgerRecord(3),
    ]);
    expect(cell?.violations).toMatchObject([{ name: 'lost-task/next', rate: { seen: 1, of: 2 } }]);
    expect(cell?.rate).toMatchObject({ seen: 1, of: 3 });
  });

  test('of 0 in 100 has a bound', () => {
    const [cell] = statsOf(many(1, 100, ledgerRecord));
    expect(cell?.rate).toMatchObject({ seen: 0, of: 100, interval: { low: 0 } });
    expect(cell?.rate.interval.high).toBeCloseTo(0.037, 3);
  });

  test.each<[string, Partial<LedgerRecord>]>([
    ['scenario', { scenario: 'another' }],
    ['version', { version: '3.2.2' }],
    ['build', { build: 'c08b' }],
    ['strategy', { strategy: 'stop' }],
    ['fixes', { fixes: ['host-check'] }],
    ['faults', { faults: [] }],
  ])('is of its own with another %s', (_, more) => {
    expect(statsOf([ledgerRecord(1), ledgerRecord(2, more)]).map(({ runs }) => runs)).toEqual([1, 1]);
  });

  test.each<Partial<LedgerRecord>>([{ plan: 'another' }, { contract: ['recovers'] }, { doublerun: '9' }])(
    'is the same with %j',
    (more) => expect(statsOf([ledgerRecord(1), ledgerRecord(2, more)])).toHaveLength(1),
  );
});

describe('the trend', () => {
  test('is there where there are more than ten runs that say something', () => {
    const silent = ledgerRecord(11, { verdict: 'broken', whole: false });
    expect(statsOf([...many(1, 10, seenRecord), silent])[0]).not.toHaveProperty('trend');
    expect(statsOf(many(1, 11, seenRecord))[0]?.trend).toMatchObject({
      recent: { seen: 10, of: 10 },
      before: { seen: 1, of: 1 },
      changed: false,
    });
  });

  test('tells a rate that fell', () => {
    const fell = [...many(1, 10, seenRecord), ...many(11, 10, ledgerRecord)];
    expect(statsOf(fell)[0]?.trend).toMatchObject({ recent: { seen: 0 }, before: { seen: 10 }, changed: true });
    expect(statsOf(fell, 'night')[0]).toHaveProperty('trend');
    expect(statsOf(fell, 'version')[0]).not.toHaveProperty('trend');
  });
});

describe('in parts', () => {
  const records = [
    ledgerRecord(1, { at: '2026-11-22T22:00:00.000Z' }),
    seenRecord(2, { at: '2026-11-23T02:00:00.000Z' }),
    seenRecord(3, { at: '2026-11-24T02:00:00.000Z', version: '3.2.2' }),
  ];
  const partsOf = (by: Slicing) =>
    statsOf(records, by).map(({ version, rate, slices }) => ({
      version,
      rate: `${rate.seen}/${rate.of}`,
      slices: slices.map((slice) => `${slice.name}: ${slice.rate.seen}/${slice.rate.of}`),
    }));

  test('by night', () => {
    expect(partsOf('night')).toEqual([
      { version: '3.1.1', rate: '1/2', slices: ['2026-11-22/23: 1/2'] },
      { version: '3.2.2', rate: '1/1', slices: ['2026-11-23/24: 1/1'] },
    ]);
  });

  test('by week', () => {
    expect(partsOf('week').map(({ slices }) => slices)).toEqual([
      ['2026-W47: 0/1', '2026-W48: 1/1'],
      ['2026-W48: 1/1'],
    ]);
  });

  test('by version, which are in one row then', () => {
    expect(partsOf('version')).toEqual([{ version: undefined, rate: '2/3', slices: ['3.1.1: 1/2', '3.2.2: 1/1'] }]);
  });

  test('has no parts where none are asked for', () => {
    expect(statsOf(records).map(({ slices }) => slices)).toEqual([[], []]);
  });
});

describe('flakiness', () => {
  test('is of runs of one plan and seed, on one version', () => {
    const [cell] = statsOf([
      seenRecord(1),
      ledgerRecord(1, { at: '2026-11-22T22:00:00.000Z' }),
      ledgerRecord(1, { at: '2026-11-22T23:00:00.000Z', plan: 'another' }),
      ledgerRecord(2),
      ledgerRecord(2, { at: '2026-11-22T22:00:00.000Z' }),
      ledgerRecord(2, { at: '2026-11-22T23:00:00.000Z', verdict: 'broken', whole: false }),
    ]);
    // Of the ten pairs of the five that say something, two are of one plan and seed, and four are with the one that has it.
    expect(cell?.flakiness).toEqual({
      repeated: 2,
      same: { pairs: 2, differ: 1 },
      others: { pairs: 8, differ: 3 },
    });
  });

  test('makes no pairs across versions', () => {
    const records = [seenRecord(1), ledgerRecord(1, { version: '3.2.2' }), ledgerRecord(2, { version: '3.2.2' })];
    expect(statsOf(records, 'version')[0]?.flakiness).toEqual({
      repeated: 0,
      same: { pairs: 0, differ: 0 },
      others: { pairs: 1, differ: 0 },
    });
  });

  test('is what counting every pair comes to', () => {
    const runs = fc.array(fc.record({ plan: fc.constantFrom('a', 'b', 'c'), seen: fc.boolean() }), { maxLength: 20 });
    fc.assert(
      fc.property(runs, (all) => {
        const pairs = all.flatMap((one, index) => all.slice(index + 1).map((two) => ({ one, two })));
        const counted = (same: boolean) => {
          const meant = pairs.filter(({ one, two }) => (one.plan === two.plan) === same);
          return { pairs: meant.length, differ: meant.filter(({ one, two }) => one.seen !== two.seen).length };
        };
        expect(flakinessOf(all)).toMatchObject({ same: counted(true), others: counted(false) });
      }),
    );
  });
});

test('the order of the lines changes nothing', () => {
  const records = fc.array(
    fc
      .record({
        seed: fc.nat(30),
        version: fc.constantFrom('3.1.1', '3.2.2'),
        whole: fc.boolean(),
        seconds: fc.nat(100),
        proved: fc.subarray([overlap, { ...overlap, task: 'next' }]),
        doubts: fc.subarray([{ anomaly: 'lost-task' as const }, { anomaly: overlap.anomaly }]),
      })
      .map(({ seed, ...more }) => ledgerRecord(seed, more)),
    { minLength: 12, maxLength: 40 },
  );
  // No two begin in the same millisecond: which of those is the later is not known.
  const apart = records.map((all) => [...new Map(all.map((each) => [each.at, each])).values()]);
  const shuffled = apart.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  );
  fc.assert(
    fc.property(shuffled, fc.constantFrom('night', 'version', undefined), ([one, other], by) => {
      expect(statsOf(other, by)).toEqual(statsOf(one, by));
    }),
  );
});

test.each<[LedgerFilter, boolean]>([
  [{}, true],
  [{ scenario: 'owner-cut-off', version: '3.1.1', strategy: 'waiting', campaign: 'nightly' }, true],
  [{ scenario: 'another' }, false],
  [{ version: '3.2.2' }, false],
  [{ strategy: 'stop' }, false],
  [{ campaign: 'weekly' }, false],
  [{ since: Date.parse('2026-10-03T12:01:00Z') }, true],
  [{ since: Date.parse('2026-10-03T12:01:01Z') }, false],
])('%j is meant: %s', (filter, meant) => {
  expect(isMeant(ledgerRecord(1, { campaign: { name: 'nightly', unit: 'u' } }), filter)).toBe(meant);
});
