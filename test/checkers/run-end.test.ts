import { describe, expect, test } from 'vitest';
import { judge } from '../../checkers/judge.ts';
import type { HistoryBuilder } from '../histories/builder.ts';
import { goodRun } from './good-run.ts';
import { verdictOf } from './runs.ts';

type Outcome = 'settled' | 'deadline';

/** The verdict's reasons; the verdict itself is checked to be inconclusive. */
function reasons(builder: HistoryBuilder): readonly string[] {
  const { verdict, reasons: said } = verdictOf(builder);
  expect(verdict).toBe('inconclusive');
  return said;
}

const final = { state: 'SUCCESS', final: true };

describe('a workflow that was defined and has no instance', () => {
  const lost = () => goodRun().definition(2, [{ task: 2 }]);

  test.each<Outcome>(['settled', 'deadline'])('is told by its name where the run ended %s', (outcome) => {
    expect(reasons(lost().finish(60, outcome))).toEqual([
      'The workflow w2 was defined, but has no instance at the end of the run.',
    ]);
  });

  describe('whose start was acknowledged', () => {
    const started = (header = {}) =>
      goodRun(header)
        .definition(2, [{ task: 2 }])
        .submission(3, 2);
    const lack = 'The workflow w2 was defined, but has no instance at the end of the run.';

    test.each<Outcome>(['settled', 'deadline'])(
      'is found lost, and told no second time, where the run ended %s',
      (outcome) => {
        const { violations, reasons: said } = verdictOf(started().finish(60, outcome));
        expect(violations.map(({ anomaly }) => anomaly)).toEqual(['lost-workflow']);
        expect(said).toEqual(['1 finding breaks the promise exactly-once.']);
        const early = reasons(started().finish(30, outcome));
        expect(early).toEqual([
          expect.stringMatching(/^Possible lost-workflow: 1 of 1 acknowledged start of the workflow w2 /),
        ]);
      },
    );

    test('is told where no promise of the run speaks of lost workflows', () => {
      expect(reasons(started({ contract: ['no-overlap'] }).finish(60))).toEqual([lack]);
    });

    test('is told where its instance was deleted', () => {
      const instance = { workflow: 2, definition: 2 };
      const deleted = started()
        .workflow(30, { ...instance, op: 'insert' })
        .workflow(31, { ...instance, op: 'delete' });
      expect(reasons(deleted.finish(60))).toEqual([lack]);
    });
  });

  test('is told besides what is found in others', () => {
    const open = lost().workflow(22).finish(60, 'deadline');
    expect(verdictOf(open)).toMatchObject({ verdict: 'violation', reasons: { length: 2 } });
  });

  test.each(['interrupted', 'failed'] as const)('is nothing where the run was %s', (outcome) => {
    expect(verdictOf(lost().finish(60, outcome)).reasons).toHaveLength(1);
  });

  test('is one whose instance was deleted, and not one whose instance is there', () => {
    const instance = { workflow: 2, definition: 2, state: 'STOP', final: true };
    const seen = () => lost().workflow(30, { ...instance, op: 'insert' });
    expect(verdictOf(seen().finish(60)).verdict).toBe('pass');
    expect(
      reasons(
        seen()
          .workflow(31, { ...instance, op: 'delete' })
          .finish(60),
      ),
    ).toHaveLength(1);
  });
});

/** A user asks, as the workflow has just ended, for it to run again. */
const rerun = () => goodRun().command(21.5, 'REPEAT_RUNNING');

/** The task's second process, killed or cut off from its witness at a moment. The run ends at 60 s, the beat is 0.5 s. */
const openAt = (to: number) => goodRun().execution({ name: 'b', workflow: 1, from: 40, to, exitCode: null });

describe('a run that was ended as settled', () => {
  const early = 'The run was ended as settled too early:';

  test('passes only where each workflow is final', () => {
    expect(reasons(rerun().workflow(30).finish(60))).toEqual([`${early} workflow 1 was RUNNING_EXECUTION.`]);
    expect(verdictOf(rerun().workflow(30).workflow(31, final).finish(60)).verdict).toBe('pass');
  });

  test('passes only where each execution is certainly over', () => {
    expect(reasons(openAt(59.498).finish(60))).toEqual([
      `${early} workflow 1, task long, execution B may still have run.`,
    ]);
    expect(verdictOf(openAt(59.497999).finish(60)).verdict).toBe('pass');
    expect(verdictOf(goodRun().execution({ name: 'b', from: 40, to: 60, exitCode: 1 }).finish(60)).verdict).toBe(
      'pass',
    );
  });

  test('tells all that was open in one sentence', () => {
    expect(reasons(openAt(60).command(25, 'REPEAT_RUNNING').workflow(30).finish(60))).toEqual([
      `${early} workflow 1 was RUNNING_EXECUTION; workflow 1, task long, execution B may still have run.`,
    ]);
  });
});

describe('a run that ended at its deadline', () => {
  test('does not pass, whatever was found', () => {
    expect(reasons(goodRun().finish(60, 'deadline'))).toEqual(['The run ended at its deadline: because']);
    expect(reasons(openAt(59.497999).finish(60, 'deadline'))).toEqual(['The run ended at its deadline: because']);
  });

  test('tells of the processes that may still have run', () => {
    expect(reasons(openAt(59.498).finish(60, 'deadline'))).toEqual([
      'The run ended at its deadline while tasks may still have run: workflow 1, task long, execution B.',
    ]);
    const two = openAt(60).execution({ name: 'c', workflow: 1, from: 60, to: 60, exitCode: null });
    expect(verdictOf(two.finish(60, 'deadline')).reasons).toContain(
      'The run ended at its deadline while tasks may still have run: workflow 1, task long, execution B; workflow 1, task long, execution C.',
    );
  });

  test('is explained by a stuck workflow', () => {
    const { verdict, reasons: said, violations } = verdictOf(rerun().workflow(22).finish(60, 'deadline'));
    expect(verdict).toBe('violation');
    expect(violations.map(({ anomaly }) => anomaly)).toEqual(['stuck-workflow']);
    expect(said).toEqual(['1 finding breaks the promise exactly-once.']);
    const young = reasons(rerun().workflow(22).finish(29, 'deadline'));
    expect(young).toEqual([expect.stringMatching(/^Possible stuck-workflow: workflow 1 /)]);
  });
});

test('a run that was ended on purpose, at a violation that the whole history does not show, is no pass', () => {
  expect(reasons(goodRun().finish(60, 'stopped'))).toEqual(['The run was ended on purpose at 60.0 s: because']);
});

test.each<Outcome>(['settled', 'deadline'])(
  'a history whose last line is torn shows no end of its run, %s or not',
  (outcome) => {
    const { verdict, reasons: said } = judge(goodRun().finish(60, outcome).build(), { torn: true });
    expect(verdict).toBe('inconclusive');
    expect(said).toEqual(['The history stops at 60.0 s: the run was cut short.']);
  },
);
