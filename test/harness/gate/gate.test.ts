import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exitCodeOfAll } from '../../../harness/exit.ts';
import { sideOfBaseline } from '../../../harness/gate/baseline.ts';
import { gateOf } from '../../../harness/gate/gate.ts';
import { matchCells, wordsOf } from '../../../harness/gate/match.ts';
import { withCells } from '../../../harness/gate/save-baseline.ts';
import { sideOf } from '../../../harness/gate/side.ts';
import type { FindingName, LedgerRecord } from '../../../harness/ledger/record.ts';
import { compare } from '../../../harness/order.ts';
import type { Status } from '../../../report/gate/model.ts';
import { aYearLater, doubled, lost, note, recordOf, runsOf, violation } from './records.ts';

type Records = readonly LedgerRecord[];

/** The whole gate, with a baseline that was saved. */
function gate(
  before: Records,
  now: Records,
  { risk = 0.05, least = 0.5, gone = '', from = '', to = '', buildsAlike = false } = {},
) {
  const { baseline } = withCells(undefined, sideOf(before));
  if (gone !== '') for (const cell of baseline.cells) for (const finding of cell.findings) finding.gone = gone;
  const chosen = { from: wordsOf(from), to: wordsOf(to) };
  const result = gateOf(matchCells(sideOfBaseline(baseline), sideOf(now, buildsAlike), chosen), { risk, least });
  const judged = result.cells.flatMap((cell) => (cell.kind === 'compared' ? cell.findings : []));
  return { result, judged, statuses: judged.map(({ status }) => status), code: exitCodeOfAll([result.verdict]) };
}

describe('a finding', () => {
  const cases: readonly (readonly [string, Records, Records, { gone?: string }, Status, number])[] = [
    ['in no run before, in all now', runsOf(10, 0), runsOf(10, 10), {}, { kind: 'new' }, 1],
    ['in few before, in all now', runsOf(12, 2), runsOf(12, 12), {}, { kind: 'regressed' }, 1],
    ['in all before, in none now, unexplained', runsOf(10, 10), runsOf(10, 0), {}, { kind: 'gone without a note' }, 1],
    [
      'in all before, in none now, explained',
      runsOf(10, 10),
      runsOf(10, 0),
      { gone: 'fixed by apache/dolphinscheduler#1' },
      { kind: 'fixed', gone: 'fixed by apache/dolphinscheduler#1' },
      0,
    ],
    ['as often as before', runsOf(10, 10), runsOf(10, 9), {}, { kind: 'still broken', rarer: false }, 0],
    ['in all before, in few now', runsOf(20, 20), runsOf(20, 2), {}, { kind: 'still broken', rarer: true }, 0],
    ['in few before, in few more now', runsOf(10, 2), runsOf(10, 4), {}, { kind: 'still broken', rarer: false }, 0],
    [
      'in no run before, in one now',
      runsOf(10, 0),
      runsOf(10, 1),
      {},
      { kind: 'not enough evidence', needed: { differing: 6, pairs: 60 } },
      2,
    ],
    [
      'in few before, in none now',
      runsOf(10, 4),
      runsOf(10, 0),
      { gone: 'fixed' },
      { kind: 'not enough evidence', needed: { differing: 3, pairs: 8 } },
      2,
    ],
    ['in so few before that none now is no surprise', runsOf(10, 1), runsOf(10, 0), {}, { kind: 'not seen' }, 0],
    [
      'in so few before that none now would be no surprise, of seeds that are no pairs',
      runsOf(10, 1),
      runsOf(10, 0, [], { stimulus: 'another' }),
      {},
      { kind: 'not enough evidence' },
      2,
    ],
    [
      'in all before, in none of so few now',
      runsOf(10, 10),
      runsOf(5, 0),
      {},
      { kind: 'not enough evidence', needed: { differing: 2, pairs: 2 } },
      2,
    ],
    [
      'in one before, in all of the six pairs now',
      runsOf(10, 1),
      runsOf(7, 7),
      {},
      { kind: 'not enough evidence', needed: { differing: 1, pairs: 2 } },
      2,
    ],
    [
      'in all before and now, though the baseline says that it goes',
      runsOf(10, 10),
      runsOf(10, 10),
      { gone: 'fixed by apache/dolphinscheduler#1' },
      { kind: 'not gone', gone: 'fixed by apache/dolphinscheduler#1' },
      2,
    ],
    [
      'in all before, in none now but for one that leaves it open',
      runsOf(10, 10),
      [...runsOf(9, 0), recordOf(10, { doubts: [doubled], verdict: 'inconclusive' })],
      { gone: 'fixed by apache/dolphinscheduler#1' },
      { kind: 'not enough evidence', needed: { differing: 1, pairs: 1 } },
      2,
    ],
    [
      'in all before, in none of the runs now, which say nothing',
      runsOf(10, 10),
      runsOf(10, 0, [], { whole: false, verdict: 'inconclusive' }),
      { gone: 'fixed' },
      { kind: 'not enough evidence' },
      2,
    ],
    [
      'in both, of seeds that are no pairs',
      runsOf(10, 10),
      runsOf(10, 10, [doubled], { stimulus: 'another' }),
      {},
      { kind: 'not enough evidence' },
      2,
    ],
  ];
  test.each(cases)('%s', (_, before, now, options, status, code) => {
    const told = gate(before, now, options);
    expect(told.statuses).toEqual([status]);
    expect(told.code).toBe(code);
  });

  test('of which a doubt is left in each run is not gone', () => {
    const now = runsOf(10, 0, [], { doubts: [doubled], verdict: 'inconclusive' });
    expect(gate(runsOf(10, 10), now, { gone: 'fixed' }).statuses).toEqual([{ kind: 'not enough evidence' }]);
    // A doubt of a task that nobody knows may be of any.
    const unknown = runsOf(10, 0, [], { doubts: [{ anomaly: doubled.anomaly }], verdict: 'inconclusive' });
    expect(gate(runsOf(10, 10), unknown, { gone: 'fixed' }).statuses).toEqual([{ kind: 'not enough evidence' }]);
  });

  test('that was only possible before is not new because it is proved now', () => {
    const before = runsOf(10, 0, [], { doubts: [doubled], verdict: 'inconclusive' });
    expect(gate(before, runsOf(10, 10)).statuses).toEqual([{ kind: 'not enough evidence' }]);
  });

  test('that breaks no promise is told, and decides nothing', () => {
    const noted = runsOf(10, 10, [], { proved: [{ ...note, faults: [], violation: false }], verdict: 'pass' });
    const { result, judged, code } = gate(runsOf(10, 0), noted);
    expect([judged, code]).toEqual([[], 0]);
    expect(result.cells[0]).toMatchObject({ notes: [{ finding: 'stale-master-write', now: { seen: 10, of: 10 } }] });
  });

  test('is shown by its shortest run', () => {
    expect(gate(runsOf(10, 0), runsOf(10, 10)).judged[0]?.run).toBe('cut/20260101T000000Z-1');
  });

  test('counts once for a unit that was run twice, and a retry makes no violation green', () => {
    const campaign = { name: 'nightly', unit: 'cut/3.1.1/waiting/1' };
    const bad = recordOf(1, { campaign, verdict: 'violation', proved: [violation(doubled)] });
    const retried = recordOf(1, { campaign, at: '2026-01-02T00:00:00.000Z' });
    for (const now of [
      [bad, retried],
      [retried, bad],
    ]) {
      const told = gate([recordOf(1)], now);
      expect(told.judged[0]).toMatchObject({ pairs: 1, more: 1, now: { seen: 1, of: 1 } });
      expect(told.code).toBe(2);
    }
    // Two violations of one unit: the second is not forgotten, though it counts in no pair.
    const other = { ...retried, verdict: 'violation' as const, proved: [violation(lost)] };
    expect(gate([bad], [bad, other])).toMatchObject({ code: 2 });
  });

  test('shares the risk with the others', () => {
    const names = Array.from({ length: 12 }, (_, index): FindingName => ({ anomaly: 'lost-task', task: `t${index}` }));
    // Each alone would be enough with 7 pairs that differ: 26.8.
    const seven = (findings: readonly FindingName[]) => gate(runsOf(20, 0), runsOf(20, 7, findings));
    expect(seven(names.slice(0, 1)).code).toBe(1);
    // All 12 as much: their mean is as much.
    expect(seven(names).code).toBe(1);
    // Others that differ as often, both ways, count against it.
    const noise =
      (half: number) =>
      (seed: number): readonly FindingName[] =>
        names.slice(1).filter((_, index) => (seed + index) % 2 === half);
    const side = (half: number, mine: number): Records =>
      Array.from({ length: 20 }, (_, index) => {
        const seed = index + 1;
        const found = [...(index < mine ? names.slice(0, 1) : []), ...noise(half)(seed)];
        return recordOf(seed, { verdict: 'violation', proved: found.map(violation) });
      });
    const told = gate(side(0, 0), side(1, 7));
    expect(told.judged.find(({ finding }) => finding === 'lost-task/t0')?.status.kind).toBe('not enough evidence');
    expect(told.code).toBe(2);
  });
});

describe('a cell', () => {
  test('without a violation on both sides is clean, with a bound', () => {
    const { result, code } = gate(runsOf(20, 0), runsOf(20, 0));
    expect(code).toBe(0);
    expect(result.cells[0]).toMatchObject({ rest: { known: true, now: { seen: 0, of: 20 } } });
  });

  test('of which no pair says anything is not clean', () => {
    const silent = { whole: false, verdict: 'inconclusive' } as const;
    expect(gate(runsOf(5, 0), runsOf(5, 0, [], silent)).code).toBe(2);
    expect(gate(runsOf(5, 0, [], silent), runsOf(5, 0)).code).toBe(2);
    expect(gate(runsOf(5, 0), runsOf(5, 0, [], { stimulus: 'another' })).code).toBe(2);
    expect(gate(runsOf(5, 0), runsOf(5, 0, [], { doubts: [lost], verdict: 'inconclusive' })).code).toBe(2);
    // What is possible and breaks no promise leaves nothing open.
    expect(gate(runsOf(5, 0), runsOf(5, 0, [], { doubts: [note] })).code).toBe(0);
  });

  test('that is missing is no evidence, nor is one that the baseline lacks', () => {
    const two = [...runsOf(5, 0), ...runsOf(5, 0, [], { scenario: 'blip' })];
    expect(gate(two, runsOf(5, 0))).toMatchObject({ code: 2, result: { cells: [{ kind: 'missing' }, {}] } });
    expect(gate(runsOf(5, 0), two)).toMatchObject({ code: 2, result: { cells: [{ kind: 'no baseline' }, {}] } });
  });

  test('with nothing but broken runs is broken, which is worse than no evidence and better than a regression', () => {
    const broken = runsOf(5, 0, [], { scenario: 'blip', verdict: 'broken', whole: false, reason: 'no engine' });
    const clean = runsOf(5, 0, [], { scenario: 'blip' });
    expect(gate([...clean, ...runsOf(9, 0)], [...broken, ...runsOf(9, 1)]).code).toBe(3);
    expect(gate([...clean, ...runsOf(9, 0)], [...broken, ...runsOf(9, 9)]).code).toBe(1);
    // One run that is not says something of the others only where it is not alone.
    const [few, half] = [
      [...broken.slice(1), ...clean.slice(0, 1)],
      [...broken.slice(3), ...clean.slice(0, 3)],
    ];
    expect(gate(clean, few)).toMatchObject({
      code: 2,
      result: { cells: [{ silent: { broken: 4 }, rest: { pairs: 1, wanted: 3, known: false } }] },
    });
    expect(gate(clean, few, { least: 0.2 }).code).toBe(0);
    expect(gate(clean, half).code).toBe(0);
  });
});

describe('what is compared', () => {
  const stop = { strategy: 'stop' } as const;
  const newer = { version: '3.2.2' } as const;
  const cells = (records: Records, other: Records, options?: { from?: string; to?: string }) =>
    gate(records, other, options).result.cells.map((cell) =>
      cell.kind === 'compared' ? `${cell.before.text} → ${cell.now.text}` : cell.kind,
    );
  const [waiting, stopping] = [runsOf(3, 0), runsOf(3, 0, [], stop)];

  test('is equal variants where there are such', () =>
    expect(cells([...waiting, ...stopping], [...stopping, ...waiting])).toEqual([
      '3.1.1 stop → 3.1.1 stop',
      '3.1.1 waiting → 3.1.1 waiting',
    ]));

  test('is the only one with the only other one', () =>
    expect(cells(waiting, stopping)).toEqual(['3.1.1 waiting → 3.1.1 stop']));

  test('is what was chosen, and of several what is equal but for that', () => {
    const both = [...waiting, ...stopping];
    expect(cells(both, both, { from: 'waiting', to: 'stop' })).toEqual(['3.1.1 waiting → 3.1.1 stop']);
    const later = [...runsOf(3, 0, [], newer), ...runsOf(3, 0, [], { ...newer, ...stop })];
    expect(cells(both, later, { from: '3.1.1', to: '3.2.2' })).toEqual([
      '3.1.1 stop → 3.2.2 stop',
      '3.1.1 waiting → 3.2.2 waiting',
    ]);
    const fixed = [...waiting, ...runsOf(3, 0, [], { fixes: ['host-check'] })];
    expect(cells(waiting, fixed, { to: 'host-check' })).toEqual(['3.1.1 waiting → 3.1.1 waiting + host-check']);
    expect(cells(waiting, fixed, { to: 'waiting,3.1.1' })).toEqual(['3.1.1 waiting → 3.1.1 waiting']);
  });

  test('must be told where it can be one or the other', () => {
    const later = [...runsOf(3, 0, [], newer), ...runsOf(3, 0, [], { ...newer, ...stop })];
    expect(() => gate(waiting, later)).toThrow(
      'cut: the baseline has 3.1.1 waiting, and the candidate 3.2.2 stop, 3.2.2 waiting; choose what is compared with --from and --to, such as --from 3.1.1,waiting --to 3.2.2,stop',
    );
    expect(() => gate(waiting, stopping, { to: '3.2.2' })).toThrow(
      '--to 3.2.2: the candidate has no such variant, but 3.1.1 stop',
    );
  });

  test('is build with build, whichever those are', () =>
    expect(gate(runsOf(3, 0, [], { build: 'aa' }), runsOf(3, 0, [], { build: 'bb' })).result.cells).toMatchObject([
      { kind: 'compared', before: { build: 'aa' }, now: { build: 'bb' } },
    ]));
});

describe('what else there is', () => {
  const known = runsOf(10, 10);

  test('is not known for a violation that is', () => {
    const doubtful = runsOf(10, 10, [doubled], { doubts: [lost] });
    expect(gate(known, doubtful)).toMatchObject({ code: 2, statuses: [{ kind: 'still broken' }] });
    expect(gate(doubtful, known).code).toBe(2);
    const silent = runsOf(10, 10, [doubled], { whole: false });
    expect(gate(known, silent).code).toBe(2);
    // What breaks no promise leaves nothing open, nor does a doubt of what is judged by itself.
    expect(gate(known, runsOf(10, 10, [doubled], { doubts: [note] })).code).toBe(0);
    const bothProved = runsOf(10, 10, [doubled, lost]);
    const oneLost = [...bothProved.slice(0, 1), ...runsOf(10, 10, [doubled], { doubts: [lost] }).slice(1)];
    expect(gate(bothProved, oneLost).code).toBe(0);
  });

  test('is asked of the baseline’s runs, and fewer are for the user to allow', () => {
    expect(gate(runsOf(10, 0), runsOf(4, 0)).code).toBe(2);
    expect(gate(runsOf(10, 0), runsOf(5, 0)).code).toBe(0);
    expect(gate(runsOf(10, 0), runsOf(4, 0), { least: 0.4 }).code).toBe(0);
    expect(gate(runsOf(10, 0), [], { least: 0 }).code).toBe(2);
  });
});

describe('a contract that has changed', () => {
  const recovers = { contract: ['recovers' as const] };
  const noted = runsOf(10, 10, [], {
    ...recovers,
    proved: [{ ...lost, faults: [], violation: false }],
    verdict: 'pass',
  });

  test('makes nothing green: each side is judged by both', () => {
    const { code, result } = gate(runsOf(10, 0), noted);
    expect(code).toBe(1);
    expect(result.cells[0]).toMatchObject({
      contracts: { before: ['exactly-once'], now: ['recovers'] },
      findings: [{ finding: 'lost-task/next', status: { kind: 'new' } }],
    });
  });

  test('leaves open what only the new one speaks of', () => {
    const doubtful = runsOf(10, 0, [], { doubts: [lost], verdict: 'inconclusive' });
    expect(gate(runsOf(10, 0, [], recovers), doubtful).code).toBe(2);
    expect(gate(doubtful, runsOf(10, 0, [], recovers)).code).toBe(2);
  });

  test('makes nothing new of what was there', () => {
    expect(gate(noted, runsOf(10, 10, [lost])).statuses).toEqual([{ kind: 'still broken', rarer: false }]);
  });
});

describe('a side', () => {
  test('that was tried more often sees no more', () => {
    const campaign = (seed: number) => ({ campaign: { name: 'nightly', unit: String(seed) } });
    const before = runsOf(10, 0).map((run) => ({ ...run, ...campaign(run.seed) }));
    const again = aYearLater(runsOf(10, 10).map((run) => ({ ...run, ...campaign(run.seed) })));
    // Each was clean at first. What the second try has found is told, and no evidence that the sides differ.
    const told = gate(before, [...before, ...again]);
    expect(told).toMatchObject({ code: 2, judged: [{ more: 0, pairs: 10 }] });
    expect(told.statuses).toEqual([{ kind: 'not enough evidence' }]);
  });

  test('that was tried again because it said nothing is the run that says something', () => {
    const unit = (seed: number) => ({ campaign: { name: 'nightly', unit: String(seed) } });
    const said = runsOf(10, 10).map((run) => ({ ...run, ...unit(run.seed) }));
    const silent = said.map((run) => ({ ...run, whole: false, verdict: 'inconclusive' as const, proved: [] }));
    expect(gate(runsOf(10, 0), [...silent, ...aYearLater(said)])).toMatchObject({ code: 1, judged: [{ more: 10 }] });
  });

  test('of which most runs are not whole seems to differ in nothing', () => {
    // It shows what it finds, and cannot show what it does not.
    const half = Array.from({ length: 20 }, (_, index) => recordOf(index + 1, index % 2 ? {} : { whole: false }));
    const found = half.map((run) =>
      run.whole ? run : { ...run, proved: [violation(doubled)], verdict: 'violation' as const },
    );
    expect(gate(runsOf(20, 0), found)).toMatchObject({ code: 2, judged: [{ more: 0, fewer: 0, pairs: 10 }] });
  });

  test('has one build', () => {
    const both = [
      ...runsOf(3, 0, [], { build: 'aa' }),
      ...runsOf(3, 0, [], { build: 'bb', at: '2026-02-01T00:00:00.000Z' }),
    ];
    expect(() => gate(runsOf(3, 0), both)).toThrow(
      'cut, 3.1.1 waiting: the runs are of 2 builds (aa, bb); give those of one, which takes a folder for each',
    );
    const release = [...runsOf(3, 0, [], { build: 'aa' }), recordOf(4)];
    expect(() => gate(runsOf(3, 0), release)).toThrow('2 builds (a release, aa)');
    // What did not come so far as to know its build is of none.
    const { run: _, ...failed } = recordOf(4, { verdict: 'broken', whole: false });
    expect(gate(runsOf(4, 0), [...runsOf(3, 0, [], { build: 'aa' }), failed]).code).toBe(0);
    // Nor is one that was killed before that was written down.
    const killed = recordOf(4, { verdict: 'violation', whole: false, cutShort: true, proved: [violation(doubled)] });
    expect(gate(runsOf(4, 0), [...runsOf(3, 0, [], { build: 'aa' }), killed])).toMatchObject({
      code: 2,
      result: { cells: [{ now: { build: 'aa' } }] },
    });
    // Of one source they are one side.
    expect(gate(runsOf(3, 0), both, { buildsAlike: true })).toMatchObject({
      code: 0,
      result: { cells: [{ now: { build: 'bb' } }] },
    });
  });
});

/** Ledgers of up to three cells, with whatever runs say. */
const findingNames: readonly FindingName[] = [doubled, lost, note, { anomaly: 'stuck-workflow' }];
const anyRecord: fc.Arbitrary<LedgerRecord> = fc
  .record({
    seed: fc.integer({ min: 1, max: 9 }),
    scenario: fc.constantFrom('cut', 'blip'),
    proved: fc.subarray([...findingNames]),
    doubts: fc.subarray([...findingNames, { anomaly: 'lost-task' } as FindingName]),
    whole: fc.boolean(),
    broken: fc.boolean(),
    second: fc.integer({ min: 0, max: 50 }),
    unit: fc.option(fc.constantFrom('1', '2'), { nil: undefined }),
  })
  .map(({ seed, scenario, proved, doubts, whole, broken, second, unit }) => {
    const isBroken = broken && proved.length === 0;
    const violations = proved.filter(({ anomaly }) => anomaly !== note.anomaly);
    return recordOf(seed, {
      scenario,
      at: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(),
      verdict: isBroken ? 'broken' : violations.length > 0 ? 'violation' : whole ? 'pass' : 'inconclusive',
      whole: whole && !isBroken,
      proved: proved.map((each) => ({ ...violation(each), violation: each.anomaly !== note.anomaly })),
      doubts: [...doubts],
      ...(unit === undefined ? {} : { campaign: { name: 'c', unit: `${scenario}/${unit}` } }),
    });
  });
const anyLedger = fc.array(anyRecord, { minLength: 1, maxLength: 40 });

describe('whatever the ledgers say', () => {
  const isViolation = ({ violation: breaks }: { readonly violation: boolean }): boolean => breaks;
  const namesIn = (records: Records): ReadonlySet<string> =>
    new Set(
      records.flatMap(({ scenario, proved }) =>
        proved.map(({ anomaly, task }) => `${scenario} ${anomaly} ${task ?? ''}`),
      ),
    );

  test('a violation of the candidate is green only where the baseline has it', () => {
    fc.assert(
      fc.property(anyLedger, anyLedger, (before, now) => {
        const known = namesIn(before);
        const violations = namesIn(now.map((record) => ({ ...record, proved: record.proved.filter(isViolation) })));
        if ([...violations].some((name) => !known.has(name))) expect(gate(before, now).code).not.toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  test('the order of the records makes no difference, nor that one is there twice', () => {
    fc.assert(
      fc.property(anyLedger, anyLedger, fc.integer(), (before, now, turn) => {
        const turned = (records: Records): Records => {
          const at = Math.abs(turn) % records.length;
          return [...records.slice(at), ...records, ...records.slice(0, at)];
        };
        expect(gate(turned(before), turned(now)).result).toEqual(gate(before, now).result);
      }),
    );
  });

  test('no side is worse than itself', () => {
    fc.assert(
      fc.property(anyLedger, (records) => {
        const { statuses } = gate(records, records);
        const kinds = statuses.map(({ kind }) => kind);
        expect(kinds.filter((kind) => !['still broken', 'not seen', 'not enough evidence'].includes(kind))).toEqual([]);
      }),
    );
  });

  test('what a saved baseline says is what its runs said', () => {
    fc.assert(
      fc.property(anyLedger, anyLedger, (before, now) => {
        // Of a cell of which no run says anything, nothing is saved.
        const side = sideOf(before).filter(({ runs }) => runs.some(({ whole, proved }) => whole || proved.length > 0));
        const options = { risk: 0.05, least: 0.5 };
        const saved = sideOfBaseline(withCells(undefined, side).baseline);
        const fromLedger = gateOf(matchCells(side, sideOf(now), { from: [], to: [] }), options);
        const fromBaseline = gateOf(matchCells(saved, sideOf(now), { from: [], to: [] }), options);
        // What counts in no run of a ledger is not saved.
        const isCounted = (each: {
          readonly before: { readonly seen: number };
          readonly now: { readonly seen: number };
        }) => each.before.seen + each.now.seen > 0;
        const counted = ({ cells }: typeof fromLedger) =>
          cells
            .toSorted((a, b) => compare(a.scenario, b.scenario))
            .map((cell) =>
              cell.kind === 'compared'
                ? cell.findings
                    .filter(isCounted)
                    .map(({ finding, before: was, pairs, more, fewer }) => [finding, was, pairs, more, fewer])
                : cell.kind,
            );
        expect(counted(fromBaseline)).toEqual(counted(fromLedger));
      }),
    );
  });
});
