import { describe, expect, test } from 'vitest';
import { anomalies } from '../../checkers/finding.ts';
import { judge } from '../../checkers/judge.ts';
import { registry } from '../../checkers/registry.ts';
import { badRun, goodRun, planned, withFault } from './good-run.ts';
import { verdictOf } from './runs.ts';

describe('a run passes', () => {
  test('where nothing is found and nothing is missing', () => {
    const verdict = verdictOf(withFault({ begin: 12, effective: 13, heal: 15, healed: 16 }));
    expect(verdict).toEqual({
      verdict: 'pass',
      reasons: [],
      violations: [],
      doubts: [],
      notes: [],
      checkers: anomalies.map((anomaly) => ({ outcome: 'checked', anomaly, findings: 0 })),
      coverage: {
        events: 30,
        workflows: 1,
        executions: 1,
        absent: ['registry', 'link', 'log'],
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
});

describe('a run is broken', () => {
  test('where it failed', () => {
    expect(verdictOf(goodRun().finish(60, 'failed'))).toMatchObject({
      verdict: 'broken',
      reasons: ['The run failed: because'],
    });
  });

  test('where its history has no header', () => {
    const broken = {
      verdict: 'broken',
      reasons: ['The history does not begin with a run.begin: nothing can be said of the run.'],
      violations: [],
      doubts: [],
      notes: [],
      checkers: [],
    };
    const coverage = { workflows: 0, executions: 0, absent: [], faults: [] };
    expect(judge([], { torn: false })).toEqual({ ...broken, coverage: { ...coverage, events: 0 } });
    const headless = goodRun().build().slice(1);
    expect(judge(headless, { torn: false })).toEqual({ ...broken, coverage: { ...coverage, events: headless.length } });
  });

  const failing = (step: 'make' | 'observe' | 'finish') => () => {
    if (step === 'make') throw new Error('bug');
    return {
      reads: ['execution.end' as const],
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

  test('and a checker that threw is asked nothing more, while what it had found stays', () => {
    let questions = 0;
    const [finding] = verdictOf(badRun().finish(60)).violations;
    if (!finding) throw new Error('no finding');
    const faulty = () => ({
      reads: ['execution.start' as const, 'execution.end' as const],
      observe: () => {
        questions += 1;
        if (questions === 2) throw new Error('bug');
        return [finding];
      },
      finish: () => {
        questions += 1;
        return [];
      },
    });
    const checkers = { ...registry, 'overlapping-executions': faulty };
    const verdict = judge(badRun().finish(60).build(), { torn: false }, checkers);
    expect(questions).toBe(2);
    expect(verdict.violations).toEqual([finding]);
    expect(verdict.checkers[0]).toMatchObject({ outcome: 'failed', error: 'bug' });
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

  test('and each promise is told with the number of findings that break it', () => {
    const contract = ['exactly-once', 'no-overlap', 'at-least-once'] as const;
    const duplicate = badRun({ contract: [...contract] }).execution({ name: 'c', from: 30, to: 31 });
    expect(verdictOf(duplicate.finish(60)).reasons).toEqual([
      '2 findings break the promise exactly-once.',
      '1 finding breaks the promise no-overlap.',
    ]);
  });
});
