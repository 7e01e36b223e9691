import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KILL_GRACE } from '../../checkers/orphan-execution.ts';
import type { HistoryBuilder } from '../histories/builder.ts';
import { clearlyApart } from '../histories/plan.ts';
import { seconds, settle } from '../histories/simulated-run.ts';
import { numRuns, sites, slow, verdictOf } from './runs.ts';

/** Where in the clocks' error a moment lies: -1 and 1 are its ends, which belong to it. */
const share = fc.oneof(fc.constantFrom(-1, 0, 1), fc.double({ min: -1, max: 1, noNaN: true }));

/** One doubt of the anomaly, and nothing proved. */
function expectDoubt(builder: HistoryBuilder, anomaly: string): void {
  const { verdict, violations, doubts } = verdictOf(builder);
  expect(violations).toEqual([]);
  expect(doubts.filter((doubt) => doubt.anomaly === anomaly)).toHaveLength(1);
  expect(verdict).toBe('inconclusive');
}

describe('what the clocks leave open is possible, never proved', () => {
  test('executions that touch', slow, () => {
    fc.assert(
      fc.property(sites(), share, fc.nat(1_000_000), (site, part, life) => {
        const { plan, run, process } = site();
        const from = process.to + Math.trunc(part * 2 * plan.uncertainty.witness);
        const second = { ...process, name: 'x', taskInstance: 999, from: seconds(from), to: seconds(from + life) };
        run.builder.late(0).execution({ ...second, exitCode: 1, beats: [] });
        expectDoubt(settle(run), 'overlapping-executions');
      }),
      { numRuns },
    );
  });

  test('a second success close to a command for it', slow, () => {
    fc.assert(
      fc.property(
        sites(({ exitCode }) => exitCode === 0),
        share,
        fc.boolean(),
        (site, part, atFirst) => {
          const { plan, run, process } = site();
          const from = process.to + clearlyApart(plan);
          const second = { ...process, name: 'x', taskInstance: 999, from: seconds(from), to: seconds(from + 1) };
          run.builder.late(0).execution({ ...second, beats: [] });
          const error = Math.trunc(part * (plan.uncertainty.audit + plan.uncertainty.witness));
          const asked = (atFirst ? process.from : from) + error;
          run.builder.command(seconds(asked), 'REPEAT_RUNNING', { command: 999, workflow: process.workflow });
          expectDoubt(settle(run), 'duplicate-completion');
        },
      ),
      { numRuns },
    );
  });

  test('a process that outlives its final row by about the grace', slow, () => {
    fc.assert(
      fc.property(sites(), share, fc.constantFrom(1, null), (site, part, exitCode) => {
        const { plan, run, process } = site();
        const from = process.to + clearlyApart(plan);
        const error = Math.trunc(part * (plan.uncertainty.audit + plan.uncertainty.witness));
        const marked = from + 1;
        const to = marked + KILL_GRACE + error;
        const key = { workflow: process.workflow, task: process.task, taskInstance: 999 };
        run.builder.late(0).task(seconds(marked), { ...key, state: 'KILL', final: true });
        run.builder.execution({ ...key, name: 'x', from: seconds(from), to: seconds(to), exitCode, beats: [] });
        expectDoubt(settle(run), 'orphan-execution');
      }),
      { numRuns },
    );
  });

  test('a successor that starts as its predecessor succeeds', slow, () => {
    fc.assert(
      fc.property(
        sites(({ task }) => task > 1),
        share,
        (site, part) => {
          const { plan, run, process } = site();
          const after = run.shapes.get(process.workflow)?.[process.task - 1] ?? [];
          fc.pre(after.length === 1);
          const done = run.done.get(`${process.workflow}/${(after[0] ?? 0) + 1}`) ?? 0;
          const from = done + Math.trunc(part * (clearlyApart(plan) - 1));
          const early = { ...process, name: 'x', taskInstance: 999, from: seconds(from), to: seconds(from) };
          run.builder.late(0).execution({ ...early, exitCode: 1, beats: [] });
          expectDoubt(settle(run), 'order-violation');
        },
      ),
      { numRuns },
    );
  });

  test('a workflow that had a little less than its grace', slow, () => {
    fc.assert(
      fc.property(sites(), fc.integer({ min: 1, max: 29_000_000 }), (site, less) => {
        const { run, process } = site();
        const last = { workflow: 99, definition: 999, op: 'insert', final: true, state: 'SUCCESS' } as const;
        run.builder.late(0).workflow(seconds(run.endsAt), last);
        expectDoubt(settle(run, [process.workflow], run.endsAt + 30_000_000 - less), 'stuck-workflow');
      }),
      { numRuns },
    );
  });
});
