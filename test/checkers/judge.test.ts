import { describe, expect, test } from 'vitest';
import { judge } from '../../checkers/judge.ts';
import { registry } from '../../checkers/registry.ts';
import { type FaultSpec, HistoryBuilder } from '../histories/builder.ts';
import { verdictOf } from './runs.ts';

const planned = { faults: [{ fault: 'cut-1', kind: 'cut', target: 'master-1' }] };

/** One workflow of one task that runs from 10 s to 20 s and ends well. */
function goodRun(header: ConstructorParameters<typeof HistoryBuilder>[0] = {}): HistoryBuilder {
  return new HistoryBuilder(header)
    .definition(1, [{ task: 1, name: 'long' }])
    .workflow(1, { op: 'insert' })
    .execution({ name: 'a', from: 10, to: 20 })
    .workflow(21, { state: 'SUCCESS', final: true });
}

/** The same with the task running a second time meanwhile. */
const badRun = (header = {}) => goodRun(header).execution({ name: 'b', from: 12, to: 18, exitCode: 1 });

function withFault(fault: FaultSpec): HistoryBuilder {
  return goodRun(planned).fault('cut-1', fault).finish(60);
}

describe('a run passes', () => {
  test('where nothing is found and nothing is missing', () => {
    const verdict = verdictOf(withFault({ begin: 12, effective: 13, heal: 15, healed: 16 }));
    expect(verdict).toEqual({
      verdict: 'pass',
      reasons: [],
      violations: [],
      doubts: [],
      notes: [],
      checkers: [
        { outcome: 'checked', anomaly: 'overlapping-executions', findings: 0 },
        { outcome: 'checked', anomaly: 'duplicate-completion', findings: 0 },
        { outcome: 'checked', anomaly: 'orphan-execution', findings: 0 },
        { outcome: 'checked', anomaly: 'order-violation', findings: 0 },
        { outcome: 'checked', anomaly: 'stuck-workflow', findings: 0 },
      ],
      coverage: {
        events: 30,
        workflows: 1,
        executions: 1,
        faults: [{ fault: 'cut-1', effective: true, healed: true, executionsDuring: 1 }],
      },
    });
  });

  test('where a submission is in doubt', () => {
    const call = { source: 'client', type: 'call.info', call: 1, operation: 'start', reason: 'timed out' } as const;
    expect(verdictOf(goodRun().add(2, call).finish(60)).verdict).toBe('pass');
  });

  test('where no promise speaks of what is found, which is noted', () => {
    const verdict = verdictOf(badRun({ contract: ['at-least-once'] }).finish(60));
    expect(verdict).toMatchObject({ verdict: 'pass', violations: [], reasons: [] });
    expect(verdict.notes.map(({ anomaly }) => anomaly)).toEqual(['overlapping-executions']);
  });

  test('at its deadline, where every process has ended', () => {
    expect(verdictOf(goodRun().finish(60, 'deadline'))).toMatchObject({ verdict: 'pass', reasons: [] });
  });
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
  });

  test('where its fault has no receipt', () => {
    expect(reasons(withFault({ begin: 12, heal: 15, healed: 16 }))).toEqual([
      'The fault cut-1 has no receipt: nothing shows that it took effect.',
    ]);
  });

  test('where its fault was not verified healed', () => {
    expect(reasons(withFault({ begin: 12, effective: 13, heal: 15 }))).toEqual([
      'The fault cut-1 was not verified healed.',
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

  test('where a fault that nobody planned has no receipt', () => {
    expect(reasons(goodRun().fault('stray', { begin: 12, heal: 15, healed: 16 }).finish(60))).toHaveLength(1);
  });

  test('where a witness may have missed something', () => {
    expect(reasons(goodRun().gap(12, 'engine').finish(60))).toEqual([
      'The engine witness may have missed something from 12.0 s on: connection lost',
    ]);
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

  test('where a process still runs at the deadline', () => {
    const open = (to: number) =>
      goodRun().execution({ name: 'b', workflow: 1, from: 40, to, exitCode: null }).finish(60, 'deadline');
    expect(reasons(open(59.5))).toEqual([
      'The run ended at its deadline while tasks still ran: workflow 1, task long, execution B.',
    ]);
    expect(verdictOf(open(59.499999)).verdict).toBe('pass');
  });

  test('where an execution has no start', () => {
    expect(reasons(goodRun().beat(30, 'ghost').finish(60))).toEqual([
      'The history holds signs of life of the execution ghost, but not its start.',
    ]);
  });

  test('where the order of a task could not be checked', () => {
    expect(reasons(goodRun().execution({ name: 'b', task: 7, from: 30, to: 31 }).finish(60))).toEqual([
      'The history holds no definition of workflow 1, task 7: its order was not checked.',
    ]);
  });

  test('where a finding that would break its contract is only possible', () => {
    const verdict = verdictOf(goodRun().execution({ name: 'b', from: 20.001, to: 21, exitCode: 1 }).finish(60));
    expect(verdict.verdict).toBe('inconclusive');
    expect(verdict.violations).toEqual([]);
    expect(verdict.doubts).toHaveLength(1);
    expect(verdict.reasons).toEqual([`Possible overlapping-executions: ${verdict.doubts[0]?.sentence}.`]);
  });
});

describe('a run is broken', () => {
  test('where it failed', () => {
    expect(verdictOf(goodRun().finish(60, 'failed'))).toMatchObject({
      verdict: 'broken',
      reasons: ['The run failed: because'],
    });
  });

  test('where its history has no header', () => {
    expect(judge([], { torn: false }).verdict).toBe('broken');
    expect(judge(goodRun().build().slice(1), { torn: false }).verdict).toBe('broken');
  });

  const failing = (step: 'make' | 'observe' | 'finish') => () => {
    if (step === 'make') throw new Error('bug');
    return {
      anomaly: 'duplicate-completion' as const,
      observe: () => {
        if (step === 'observe') throw new Error('bug');
        return [];
      },
      finish: () => {
        throw new Error('bug');
      },
    };
  };

  test.each(['make', 'observe', 'finish'] as const)('where a checker throws: %s', (step) => {
    const checkers = { ...registry, 'duplicate-completion': failing(step) };
    const verdict = judge(goodRun().finish(60).build(), { torn: false }, checkers);
    expect(verdict.verdict).toBe('broken');
    expect(verdict.reasons).toEqual(['The checker duplicate-completion failed, so that nothing is known of it: bug']);
    expect(verdict.checkers[1]).toEqual({ outcome: 'failed', anomaly: 'duplicate-completion', error: 'bug' });
    expect(verdict.checkers[0]).toEqual({ outcome: 'checked', anomaly: 'overlapping-executions', findings: 0 });
  });

  test('but a violation that another checker proves wins', () => {
    const checkers = { ...registry, 'duplicate-completion': failing('observe') };
    expect(judge(badRun().finish(60).build(), { torn: false }, checkers).verdict).toBe('violation');
  });
});

describe('a run is a violation', () => {
  test('where a proved finding breaks a promise, whatever else is missing', () => {
    const verdict = verdictOf(badRun({ ...planned, contract: ['exactly-once', 'no-overlap'] }).gap(1, 'engine'));
    expect(verdict.verdict).toBe('violation');
    expect(verdict.reasons.slice(0, 2)).toEqual([
      '1 finding breaks the promise exactly-once.',
      '1 finding breaks the promise no-overlap.',
    ]);
    expect(verdict.reasons).toHaveLength(5);
  });
});
