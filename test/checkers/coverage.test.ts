import { describe, expect, test } from 'vitest';
import { judge } from '../../checkers/judge.ts';
import { allWatch, HistoryBuilder } from '../histories/builder.ts';
import { goodRun, planned, withFault } from './good-run.ts';
import { verdictOf } from './runs.ts';

test('witnesses that do not watch are named, and make no run inconclusive', () => {
  const absent = (header = {}) => {
    const { verdict, coverage } = verdictOf(goodRun(header).finish(60));
    expect(verdict).toBe('pass');
    return coverage.absent;
  };
  const { registry: _, ...others } = allWatch;
  expect(absent()).toEqual(['registry', 'link', 'log']);
  expect(absent({ uncertainty: others })).toEqual(['registry']);
  expect(absent({ uncertainty: allWatch })).toEqual([]);
});

describe('a run is inconclusive', () => {
  const reasons = (builder: HistoryBuilder) => {
    const { verdict, reasons: said } = verdictOf(builder);
    expect(verdict).toBe('inconclusive');
    return said;
  };

  test('where no task ran', () => {
    expect(reasons(new HistoryBuilder().finish(60))).toEqual(['No task ran: the history holds no execution.']);
  });

  test('where its fault never began, for the reason that the nemesis gives', () => {
    const missed = {
      source: 'nemesis',
      type: 'fault.missed',
      fault: 'cut-1',
      step: 'trigger',
      reason: 'no owner',
    } as const;
    expect(reasons(withFault({}))).toEqual(['The fault cut-1 never began.']);
    expect(reasons(goodRun(planned).add(30, missed).finish(60))).toEqual([
      'The fault cut-1 never began (trigger: no owner).',
    ]);
    expect(
      reasons(
        goodRun(planned)
          .add(30, missed)
          .add(31, { ...missed, reason: 'still none' })
          .finish(60),
      ),
    ).toEqual(['The fault cut-1 never began (trigger: no owner) (trigger: still none).']);
  });

  test('where its fault has no receipt', () => {
    expect(reasons(withFault({ begin: 12, heal: 15, healed: 16 }))).toEqual([
      'The fault cut-1 has no receipt: nothing shows that it took effect.',
    ]);
    expect(reasons(goodRun().fault('unplanned', { begin: 12, heal: 15, healed: 16 }).finish(60))).toEqual([
      'The fault unplanned has no receipt: nothing shows that it took effect.',
    ]);
  });

  test('where its fault was not verified healed', () => {
    expect(reasons(withFault({ begin: 12, effective: 13, heal: 15 }))).toEqual([
      'The fault cut-1 was not verified healed.',
    ]);
  });

  test('where a server did not work again after it', () => {
    const missed = {
      source: 'nemesis',
      type: 'fault.missed',
      fault: 'cut-1',
      step: 'recovery',
      reason: 'master-1 is idle',
    } as const;
    expect(reasons(withFault({ begin: 12, effective: 13, heal: 15, healed: 16 }).add(50, missed))).toEqual([
      'After the fault cut-1 not every server was seen at work again (recovery: master-1 is idle).',
    ]);
  });

  test.each([
    [20, 30],
    [19.998, 30],
    [5, 10.002],
    [25, undefined],
  ])('where no task certainly ran while its fault held, %s–%s s', (begin, heal) => {
    const fault = { begin, effective: begin, healed: 31, ...(heal === undefined ? {} : { heal }) };
    const held = `${begin.toFixed(1)}–${(heal ?? 60).toFixed(1)} s`;
    expect(reasons(withFault(fault))).toEqual([`No task ran while the fault cut-1 held (${held}).`]);
  });

  test.each([
    [19.997999, 30],
    [5, 10.002001],
    [12, undefined],
  ])('but not where one did, %s–%s s', (begin, heal) => {
    const fault = { begin, effective: begin, healed: 31, ...(heal === undefined ? {} : { heal }) };
    expect(verdictOf(withFault(fault)).coverage.faults).toMatchObject([{ executionsDuring: 1 }]);
    expect(verdictOf(withFault(fault)).verdict).toBe('pass');
  });

  test.each([
    [20, 20.502, 1],
    [20, 20.502001, 0],
    [10, 10.002001, 1],
    [10, 10.002, 0],
  ])(
    'nor where it broke off at %s s, a beat before the fault of %s s, as what the fault killed',
    (to, begin, count) => {
      const broken = new HistoryBuilder(planned)
        .execution({ name: 'a', from: 10, to, exitCode: null })
        .fault('cut-1', { begin, effective: begin, heal: 30, healed: 31 });
      expect(verdictOf(broken.finish(60)).coverage.faults).toMatchObject([{ executionsDuring: count }]);
    },
  );

  test('where a fault that nobody planned has no receipt', () => {
    expect(reasons(goodRun().fault('stray', { begin: 12, heal: 15, healed: 16 }).finish(60))).toHaveLength(1);
  });

  test('where a witness may have missed something', () => {
    expect(reasons(goodRun().gap(12, 'engine').finish(60))).toEqual([
      'The engine witness may have missed something from 12.0 s on: connection lost',
    ]);
  });

  test.each(['registry', 'link'] as const)('where the %s’s witness may, whatever the promise', (witness) => {
    const gap = (header = {}) =>
      goodRun({ uncertainty: allWatch, ...header })
        .gap(12, witness)
        .finish(60);
    const reason = `The ${witness} witness may have missed something from 12.0 s on: connection lost`;
    expect(reasons(gap())).toEqual([reason]);
    expect(reasons(gap({ contract: ['no-overlap'] }))).toEqual([reason]);
  });

  test('where the log’s witness may, and the promise is of a single owner: no other is judged by a log', () => {
    const gap = (header = {}) =>
      goodRun({ uncertainty: allWatch, ...header })
        .gap(12, 'log')
        .finish(60);
    expect(reasons(gap({ contract: ['exactly-once', 'single-owner'] }))).toEqual([
      'The log witness may have missed something from 12.0 s on: connection lost',
    ]);
    const others = ['exactly-once', 'no-overlap', 'at-least-once', 'recovers'];
    expect(verdictOf(gap({ contract: others })).verdict).toBe('pass');
  });

  test('where it was cut short or interrupted', () => {
    expect(reasons(goodRun())).toEqual(['The history stops at 21.0 s: the run was cut short.']);
    expect(reasons(goodRun().finish(60, 'interrupted'))).toEqual(['The run was interrupted at 60.0 s: because']);
    const torn = judge(goodRun().finish(60).build(), { torn: true });
    expect(torn).toMatchObject({
      verdict: 'inconclusive',
      reasons: ['The history stops at 60.0 s: the run was cut short.'],
    });
  });

  test('where an execution has no start', () => {
    expect(reasons(goodRun().beat(30, 'ghost').finish(60))).toEqual([
      'The history holds signs of life of the execution ghost, but not its start.',
    ]);
  });

  test('where the order of a task could not be checked, which is told once for all its processes', () => {
    const unknown = () => goodRun().execution({ name: 'b', task: 7, from: 30, to: 31, exitCode: 1 });
    const lack = 'The history holds no definition of workflow 1, task 7: its order was not checked.';
    expect(reasons(unknown().finish(60))).toEqual([lack]);
    expect(reasons(unknown().execution({ name: 'c', task: 7, from: 40, to: 41 }).finish(60))).toEqual([lack]);
  });

  test('where a finding that would break its contract is only possible', () => {
    const verdict = verdictOf(goodRun().execution({ name: 'b', from: 20.001, to: 21, exitCode: 1 }).finish(60));
    expect(verdict.verdict).toBe('inconclusive');
    expect(verdict.violations).toEqual([]);
    expect(verdict.doubts).toHaveLength(1);
    expect(verdict.reasons).toEqual([`Possible overlapping-executions: ${verdict.doubts[0]?.sentence}.`]);
  });
});
