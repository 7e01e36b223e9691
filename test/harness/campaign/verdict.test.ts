import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { VerdictName } from '../../../checkers/verdict.ts';
import type { KnownIssue } from '../../../harness/campaign/known-issues.ts';
import { campaignReport } from '../../../harness/campaign/verdict.ts';
import { exitCodeOfAll } from '../../../harness/exit.ts';
import type { LedgerRecord } from '../../../harness/ledger/record.ts';
import { runsInWords } from '../../../report/campaign/words.ts';
import { asked, issue, orphan, overlap, record, TODAY, unit } from './records.ts';

const canary = unit({ scenario: 'failover-16759', version: '3.1.1', seed: 1, canary: 'must-fail' });
const sings = record(canary, { proved: [overlap] });
const cut = [1, 2, 3].map((seed) => unit({ seed }));
const blip = [1, 2].map((seed) => unit({ scenario: 'blip', strategy: 'stop', seed }));
const units = [canary, ...cut, ...blip];
const [first, second, third] = cut.map((each) => record(each));
if (!first || !second || !third) throw new Error('no units');
const calm = blip.map((each) => record(each));

function report(records: readonly LedgerRecord[], issues: readonly KnownIssue[] = [], of = units) {
  return campaignReport(asked(of), records, issues, TODAY);
}

const proving = (of: LedgerRecord, ...proved: LedgerRecord['proved']): LedgerRecord => ({
  ...of,
  verdict: 'violation',
  proved,
});
const silenced = (of: LedgerRecord, verdict: 'inconclusive' | 'broken'): LedgerRecord => ({
  ...of,
  verdict,
  whole: false,
  reason: 'The fault cut has no receipt.',
});

describe('the verdict', () => {
  const rest = [sings, second, third, ...calm];
  test.each<[string, VerdictName, readonly LedgerRecord[], readonly KnownIssue[]]>([
    ['pass, of what passes', 'pass', [first, ...rest], []],
    ['pass, of what is known', 'pass', [proving(first, overlap), ...rest], [issue()]],
    ['violation, of what is not known', 'violation', [proving(first, overlap), ...rest], []],
    [
      'violation, of one that is not known beside one that is',
      'violation',
      [proving(first, overlap, orphan), ...rest],
      [issue()],
    ],
    [
      'violation, of what was expected and is not known',
      'violation',
      [proving(first, overlap), ...rest],
      [issue({ task: 'short' })],
    ],
    ['violation, of one that its record does not name', 'violation', [proving(first), ...rest], [issue()]],
    ['violation, of an entry that has expired', 'violation', [first, ...rest], [issue({ expires: '2026-01-01' })]],
    ['violation, of an entry no longer seen', 'violation', [first, ...rest], [issue()]],
    [
      'violation before broken',
      'violation',
      [proving(first, orphan), sings, ...calm.map((each) => silenced(each, 'broken'))],
      [],
    ],
    [
      'broken, of a cell that is all broken',
      'broken',
      [first, ...rest.slice(0, 3), ...calm.map((each) => silenced(each, 'broken'))],
      [],
    ],
    [
      'broken, of a cell that is all broken and not done',
      'broken',
      [first, sings, ...calm.slice(1).map((each) => silenced(each, 'broken'))],
      [],
    ],
    ['inconclusive, of one broken run beside others', 'inconclusive', [silenced(first, 'broken'), ...rest], []],
    ['inconclusive, of an inconclusive run', 'inconclusive', [silenced(first, 'inconclusive'), ...rest], []],
    ['inconclusive, of a missing run', 'inconclusive', rest, []],
    [
      'inconclusive, of too few runs to say that an entry may go',
      'inconclusive',
      [first, ...rest],
      [issue({ rate: 0.4 })],
    ],
    [
      'inconclusive, of a known violation in a run that is not whole',
      'inconclusive',
      [{ ...proving(first, overlap), whole: false }, ...rest],
      [issue()],
    ],
    [
      'pass, of the same where another run of the unit is whole',
      'pass',
      [{ ...proving(first, overlap), whole: false }, { ...first, at: '2026-11-24T02:00:00.000Z' }, ...rest],
      [issue()],
    ],
    [
      'violation, of one that is not known in a run that is not whole, whatever another run of the unit says',
      'violation',
      [{ ...proving(first, orphan), whole: false }, { ...first, at: '2026-11-24T02:00:00.000Z' }, ...rest],
      [],
    ],
    [
      'inconclusive, of a whole run with a doubt, whatever else its unit has proved',
      'inconclusive',
      [
        { ...proving(first, overlap), whole: false },
        { ...first, at: '2026-11-24T02:00:00.000Z', verdict: 'inconclusive', doubts: [{ anomaly: 'lost-task' }] },
        ...rest,
      ],
      [issue()],
    ],
    ['pass, where an entry is about something else', 'pass', [first, ...rest], [issue({ versions: '<3' })]],
    [
      'broken, of a canary that does not sing, whatever else there is',
      'broken',
      [record(canary), proving(first, orphan), second, third, ...calm],
      [],
    ],
    ['broken, of a canary that has not been run', 'broken', [first, second, third, ...calm], []],
  ])('%s', (_, verdict, records, issues) => expect(report(records, issues).verdict).toBe(verdict));

  test('inconclusive, of nothing that was asked for, or of a canary of which a run is missing', () => {
    expect(report([], [], []).verdict).toBe('inconclusive');
    expect(report([sings], [], [canary]).verdict).toBe('inconclusive');
    const calmed = [1, 2].map((seed) => unit({ scenario: 'calm', seed, canary: 'must-pass' }));
    const [one] = calmed;
    if (!one) throw new Error('no canary');
    expect(report([sings, record(one), first, second, third], [], [canary, ...calmed, ...cut])).toMatchObject({
      verdict: 'inconclusive',
      missingCanaries: 1,
    });
  });

  test('of one that has to fail, and has, the runs that are left are not missing', () => {
    const two = [canary, { ...canary, id: 'another', seed: 2 }, ...cut];
    expect(report([sings, first, second, third], [], two).missingCanaries).toBe(0);
  });

  test('as exit code', () => {
    const codes = (['pass', 'violation', 'inconclusive', 'broken'] as const).map((verdict) => exitCodeOfAll([verdict]));
    expect(codes).toEqual([0, 1, 2, 3]);
  });
});

test('a doubt in a run with a known violation leaves it open, unless it is about what is known or proved', () => {
  const doubting = (...doubts: LedgerRecord['doubts']) =>
    report([sings, { ...proving(first, overlap), doubts }, second, third, ...calm], [issue(), issue({ task: 'short' })])
      .cells[0]?.open;
  expect(doubting({ anomaly: 'orphan-execution', task: 'long' })).toEqual([
    { seed: 1, verdict: 'violation', reason: 'what else there was is not known', run: first.run },
  ]);
  expect(doubting({ anomaly: 'overlapping-executions', task: 'long' })).toEqual([]);
  expect(doubting({ anomaly: 'overlapping-executions', task: 'short' })).toEqual([]);
  expect(doubting({ anomaly: 'overlapping-executions' })).toHaveLength(1);
  // No promise of these runs speaks of it.
  expect(doubting({ anomaly: 'lock-overlap' })).toEqual([]);
});

test("a canary's findings count nowhere else", () => {
  const { cells, known } = report([sings, first, second, third, ...calm], [issue()]);
  expect(cells.flatMap(({ violations }) => violations)).toEqual([]);
  expect(known.map(({ outcome }) => outcome.kind)).toEqual(['no-longer-seen']);
});

describe('a cell', () => {
  test('has its runs, what its scenario expects, and each violation with the shortest run in which it is not known', () => {
    const records = [
      sings,
      { ...proving(first, overlap, orphan), seconds: 20, build: 'c08bcb087b2c' },
      proving(second, { ...orphan, faults: ['kill'] }),
      ...calm,
    ];
    const [cell, other] = report(records, [issue({ anomaly: 'orphan-execution', faults: ['refuse'] })]).cells;
    expect(cell).toMatchObject({
      scenario: 'cut',
      units: 3,
      verdicts: { violation: 2, broken: 0, inconclusive: 0, pass: 0 },
      missing: [3],
      builds: ['c08bcb087b2c'],
      expected: { anomaly: 'overlapping-executions', task: 'long', seen: 1, of: 2 },
      unknown: 2,
      open: [],
      medianSeconds: 31,
      seconds: 62,
    });
    expect(cell?.violations).toMatchObject([
      {
        anomaly: 'orphan-execution',
        seen: 2,
        of: 2,
        unknown: 1,
        issues: ['apache/dolphinscheduler#16759'],
        run: second.run,
        seconds: 42,
      },
      { anomaly: 'overlapping-executions', seen: 1, of: 2, unknown: 1, issues: [], run: first.run, seconds: 20 },
    ]);
    expect(other).toMatchObject({
      scenario: 'blip',
      strategy: 'stop',
      verdicts: { pass: 2 },
      missing: [],
      expected: { seen: 0, of: 2 },
    });
  });

  test('counts what any of the violating runs of a unit proves, and not only the one that counts', () => {
    const later = { ...proving(first, overlap), at: '2026-11-24T05:00:00.000Z' };
    const { cells, known } = report([sings, proving(first, orphan), later, second, third, ...calm], [issue()]);
    expect(cells[0]?.expected).toMatchObject({ seen: 1, of: 3 });
    expect(cells[0]?.violations.map(({ anomaly, seen }) => [anomaly, seen])).toEqual([
      ['orphan-execution', 1],
      ['overlapping-executions', 1],
    ]);
    expect(known[0]?.outcome).toEqual({ kind: 'seen', seen: 1, of: 5 });
  });

  test('of which nothing was run expects nothing that is known', () => {
    const [cell] = report([]).cells;
    expect(cell?.expected).toBeUndefined();
    expect(cell).toMatchObject({ missing: [1, 2, 3], medianSeconds: undefined, seconds: 0, violations: [] });
  });
});

const greener: readonly VerdictName[] = ['violation', 'broken', 'inconclusive', 'pass'];
const tested = [...cut, ...blip];
/** Any run of any unit that is no canary. */
const anyRecord = fc
  .record({
    of: fc.constantFrom(...tested),
    minute: fc.integer({ min: 10, max: 59 }),
    what: fc.constantFrom('pass', 'inconclusive', 'broken', 'overlap', 'orphan', 'unnamed'),
    whole: fc.boolean(),
  })
  .map(({ of, minute, what, whole }): LedgerRecord => {
    const run = record(of, { at: `2026-11-24T02:${minute}:00.000Z` });
    if (what === 'pass') return run;
    if (what === 'inconclusive' || what === 'broken') return silenced(run, what);
    return { ...proving(run, ...(what === 'unnamed' ? [] : [what === 'overlap' ? overlap : orphan])), whole };
  });
const anyRecords = fc.array(anyRecord, { maxLength: 12 });

describe('whatever there was before', () => {
  test('a violation more makes nothing greener', () => {
    fc.assert(
      fc.property(
        anyRecords,
        anyRecord.filter(({ verdict }) => verdict === 'violation'),
        fc.boolean(),
        (records, more, isSung) => {
          const all = isSung ? [sings, ...records] : records;
          const [before, after] = [report(all).verdict, report([...all, more]).verdict];
          expect(greener.indexOf(after)).toBeLessThanOrEqual(greener.indexOf(before));
          expect(after).toBe(isSung ? 'violation' : 'broken');
        },
      ),
    );
  });

  test('nothing that is added hides a violation that is not known', () => {
    fc.assert(
      fc.property(anyRecords, fc.constantFrom(...tested), anyRecords, (records, of, more) => {
        const hidden = proving(record(of), orphan);
        const issues = [issue({ rate: 0.01 })];
        const { verdict, cells } = report([sings, hidden, ...records, ...more], issues);
        expect(verdict).toBe('violation');
        const cell = cells.find(({ scenario }) => scenario === of.scenario);
        expect(cell?.violations.find(({ anomaly }) => anomaly === 'orphan-execution')?.unknown).toBeGreaterThan(0);
      }),
    );
  });

  test('a run that is done again and breaks changes nothing that was known', () => {
    fc.assert(
      fc.property(
        fc.array(
          anyRecord.filter(({ whole }) => whole),
          { minLength: 1, maxLength: 8 },
        ),
        (records) => {
          const again = records.map((run) =>
            silenced({ ...run, at: '2026-11-24T03:00:00.000Z', proved: [] }, 'broken'),
          );
          expect(report([...again, sings, ...records])).toEqual(report([sings, ...records]));
        },
      ),
    );
  });

  test('an entry hides no other anomaly', () => {
    fc.assert(
      fc.property(
        anyRecords,
        fc.constantFrom<Partial<KnownIssue>>({}, { scenarios: ['cut'] }, { faults: ['refuse'] }),
        (records, limits) => {
          const others = (issues: readonly KnownIssue[]) =>
            report([sings, ...records], issues).cells.flatMap(({ scenario, violations }) =>
              violations.filter(({ anomaly }) => anomaly !== overlap.anomaly).map((each) => ({ scenario, ...each })),
            );
          expect(others([issue(limits)])).toEqual(others([]));
        },
      ),
    );
  });
});

describe('a campaign that ends a cell as soon as its answer is known', () => {
  const decide = { absent_below: 0.05, present_above: 0.5, risk: 0.05 };
  const seeds = [1, 2, 3, 4, 5].map((seed) => unit({ seed }));
  const said = (records: readonly LedgerRecord[], issues = [issue()]) =>
    campaignReport(asked([canary, ...seeds]), [sings, ...records], issues, TODAY, decide);
  const shown = seeds.map((each) => proving(record(each), overlap));

  test('lacks none of the seeds that it spares', () => {
    const { verdict, cells } = said(shown.slice(0, 2));
    expect(verdict).toBe('pass');
    expect(cells).toMatchObject([{ units: 2, missing: [], decidedAfter: 2 }]);
    expect(cells.map(runsInWords)).toEqual(['2 runs: 2 violation; decided after 2']);
  });

  test('lacks those of a cell that is not decided', () => {
    const { verdict, cells } = said(shown.slice(0, 1));
    expect(verdict).toBe('inconclusive');
    expect(cells).toMatchObject([{ units: 5, missing: [2, 3, 4, 5] }]);
    expect(cells[0]?.decidedAfter).toBeUndefined();
  });

  test('is as red as any', () => expect(said(shown.slice(0, 2), []).verdict).toBe('violation'));

  test('leaves open what a run of a decided cell leaves open', () => {
    const open = silenced(record(seeds[2] ?? canary), 'inconclusive');
    expect(said([...shown.slice(0, 2), open]).verdict).toBe('inconclusive');
  });
});
