import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KILL_GRACE } from '../../checkers/orphan-execution.ts';
import { BEGIN } from '../histories/builder.ts';
import { clearlyApart } from '../histories/plan.ts';
import { seconds, settle } from '../histories/simulated-run.ts';
import { essence, numRuns, sites, slow, verdictOf } from './runs.ts';

const extra = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20_000_000 }));

describe('a planted anomaly is found, and nothing else is', () => {
  test('overlapping executions', slow, () => {
    fc.assert(
      fc.property(sites(), extra, extra, (site, more, rest) => {
        const { plan, run, process } = site();
        const shared = Math.min(2 * plan.uncertainty.witness + 1 + more, process.to - process.from);
        const from = process.to - shared;
        const second = { ...process, name: 'x', taskInstance: 999, from: seconds(from), exitCode: 1 };
        run.builder.late(0).execution({ ...second, to: seconds(process.to + rest), beats: [] });
        const verdict = verdictOf(settle(run));
        const finding = {
          anomaly: 'overlapping-executions',
          proof: 'proved',
          subject: `${process.workflow}/${process.task} ${process.name} x`,
          executions: [process.name, 'x'],
          from: BEGIN + from,
          to: BEGIN + process.to,
        };
        expect(essence(verdict.violations)).toEqual([finding]);
        expect(verdict).toMatchObject({ verdict: 'violation', doubts: [], notes: [] });
      }),
      { numRuns },
    );
  });

  test('duplicate completion', slow, () => {
    fc.assert(
      fc.property(
        sites(({ exitCode }) => exitCode === 0),
        extra,
        extra,
        (site, pause, life) => {
          const { plan, run, process } = site();
          const from = process.to + clearlyApart(plan) + pause;
          const second = { ...process, name: 'x', taskInstance: 999, from: seconds(from), to: seconds(from + life) };
          run.builder.late(0).execution({ ...second, beats: [] });
          const finding = {
            anomaly: 'duplicate-completion',
            proof: 'proved',
            subject: `${process.workflow}/${process.task} ${process.name} x`,
            executions: [process.name, 'x'],
            from: BEGIN + process.to,
            to: BEGIN + from + life,
          };
          const verdict = verdictOf(settle(run));
          expect(essence(verdict.violations)).toEqual([finding]);
          expect(verdict).toMatchObject({ verdict: 'violation', doubts: [], notes: [] });
        },
      ),
      { numRuns },
    );
  });

  test('orphan execution', slow, () => {
    fc.assert(
      fc.property(sites(), extra, extra, fc.constantFrom(1, 0, 143, null), (site, before, more, exitCode) => {
        const { plan, run, process } = site();
        fc.pre(process.exitCode !== 0 || exitCode !== 0);
        const from = process.to + clearlyApart(plan);
        const marked = from + before;
        const to = marked + KILL_GRACE + plan.uncertainty.audit + plan.uncertainty.witness + 1 + more;
        const key = { workflow: process.workflow, task: process.task, taskInstance: 999 };
        run.builder.late(0).task(seconds(marked), { ...key, state: 'NEED_FAULT_TOLERANCE', final: true });
        run.builder.execution({ ...key, name: 'x', from: seconds(from), to: seconds(to), exitCode, beats: [] });
        const finding = {
          anomaly: 'orphan-execution',
          proof: 'proved',
          subject: `${process.workflow}/${process.task} x`,
          executions: ['x'],
          from: BEGIN + marked,
          to: BEGIN + to,
        };
        const verdict = verdictOf(settle(run));
        expect(essence(verdict.violations)).toEqual([finding]);
        expect(verdict).toMatchObject({ verdict: 'violation', doubts: [], notes: [] });
      }),
      { numRuns },
    );
  });

  test('order violation', slow, () => {
    fc.assert(
      fc.property(
        sites(({ task }) => task > 1),
        extra,
        fc.nat(),
        (site, more, pick) => {
          const { plan, run, process } = site();
          const after = run.shapes.get(process.workflow)?.[process.task - 1] ?? [];
          const index = after[pick % Math.max(1, after.length)];
          fc.pre(index !== undefined);
          const predecessor = index + 1;
          const done = run.done.get(`${process.workflow}/${predecessor}`) ?? 0;
          const from = Math.max(0, done - clearlyApart(plan) - more);
          const early = { ...process, name: 'x', taskInstance: 999, from: seconds(from), to: seconds(from) };
          run.builder.late(0).execution({ ...early, exitCode: 1, beats: [] });
          const finding = {
            anomaly: 'order-violation',
            proof: 'proved',
            subject: `${process.workflow}/${process.task} x after ${predecessor}`,
            executions: ['x'],
            from: BEGIN + from,
            to: BEGIN + done,
          };
          const verdict = verdictOf(settle(run));
          expect(essence(verdict.violations)).toContainEqual(finding);
          const others = verdict.violations.filter(
            ({ executions, anomaly }) => anomaly !== 'order-violation' || executions[0] !== 'x',
          );
          expect(others).toEqual([]);
        },
      ),
      { numRuns },
    );
  });

  test('stuck workflow', slow, () => {
    fc.assert(
      fc.property(sites(), extra, (site, more) => {
        const { run, process } = site();
        const last = { workflow: 99, definition: 999, op: 'insert', final: true, state: 'SUCCESS' } as const;
        run.builder.late(0).workflow(seconds(run.endsAt), last);
        const verdict = verdictOf(settle(run, [process.workflow], run.endsAt + 30_000_000 + more));
        expect(verdict.violations).toHaveLength(1);
        const subject = `${process.workflow}`;
        expect(verdict.violations[0]).toMatchObject({ anomaly: 'stuck-workflow', proof: 'proved', subject });
        expect(verdict).toMatchObject({ verdict: 'violation', doubts: [], notes: [] });
      }),
      { numRuns },
    );
  });
});
