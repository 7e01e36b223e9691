import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allWatch, HistoryBuilder } from '../histories/builder.ts';
import { clearlyApart } from '../histories/plan.ts';
import { seconds, settle } from '../histories/simulated-run.ts';
import { found, numRuns, sites, slow, verdictOf } from './runs.ts';

const extra = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20_000_000 }));
const GRACE = 30_000_000;

describe('what is planted in a legal run is found, and nothing else is', () => {
  test('a word that differs from the process', slow, () => {
    fc.assert(
      fc.property(
        sites(),
        extra,
        fc.constantFrom<readonly [string, number | null]>(['SUCCESS', 1], ['SUCCESS', null], ['FAILURE', 0]),
        (site, pause, [state, exitCode]) => {
          const { plan, run, process } = site();
          // A second success would be one too many.
          fc.pre(exitCode !== 0 || process.exitCode !== 0);
          const from = process.to + plan.beatEvery + clearlyApart(plan) + pause;
          const key = { workflow: process.workflow, task: process.task, taskInstance: 999 };
          run.builder
            .late(0)
            .execution({ ...key, name: 'x', from: seconds(from), to: seconds(from), exitCode, beats: [] });
          // By nobody who ever owned the workflow: a stale owner's write would be a finding of its own.
          run.builder.task(seconds(from + 1), { ...key, state, final: true, writer: 'nobody' });
          const end = Math.max(run.endsAt, from + plan.beatEvery + plan.uncertainty.witness + 1);
          const verdict = verdictOf(settle(run, [], end));
          expect(verdict.violations.map(({ anomaly, subject }) => `${anomaly} ${subject}`)).toEqual([
            `witness-disagreement ${process.workflow}/${process.task} 999`,
          ]);
          expect(verdict).toMatchObject({ verdict: 'violation', doubts: [], notes: [] });
        },
      ),
      { numRuns },
    );
  });

  test('a start without an instance, and one that had a little less than its grace', slow, () => {
    fc.assert(
      fc.property(sites(), extra, fc.integer({ min: 1, max: 1_000_000 }), (site, more, less) => {
        const lost = (wait: number) => {
          const { run } = site();
          run.builder.late(0).submission(seconds(run.endsAt), 999);
          return found(settle(run, [], run.endsAt + 100_000 + wait), 'lost-workflow');
        };
        expect(lost(GRACE + more)).toEqual(['proved 999']);
        expect(lost(GRACE - less)).toEqual(['possible 999']);
      }),
      { numRuns },
    );
  });

  test('an instance too many', slow, () => {
    fc.assert(
      fc.property(sites(), extra, (site, at) => {
        const { run, process } = site();
        const definition = 100 + process.workflow;
        const row = { workflow: 99, definition, op: 'insert', state: 'STOP', final: true } as const;
        run.builder.late(0).workflow(seconds(at), row);
        const verdict = verdictOf(settle(run));
        expect(verdict.violations.map(({ anomaly, subject }) => `${anomaly} ${subject}`)).toEqual([
          `duplicate-workflow ${definition}`,
        ]);
        expect(verdict).toMatchObject({ doubts: [], notes: [] });
      }),
      { numRuns },
    );
  });

  test('a task that is due and never runs', slow, () => {
    const chain = fc.array(fc.boolean(), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(sites(), chain, fc.constantFrom('SUCCESS', 'FAILURE'), (site, ran, state) => {
        const { run } = site();
        const tasks = [...ran, false].map((_, index) => ({ task: index + 1, after: index === 0 ? [] : [index] }));
        const done = [...ran, false].indexOf(false);
        run.builder.late(0).definition(999, tasks).workflow(1, { workflow: 99, definition: 999, op: 'insert' });
        for (let index = 0; index < done; index += 1) {
          const process = { workflow: 99, task: index + 1, taskInstance: 9000 + index, name: `y${index}` };
          run.builder.execution({ ...process, from: 2 + index, to: 2.5 + index });
        }
        run.builder.workflow(30, { workflow: 99, definition: 999, state, final: true });
        expect(found(settle(run, [], run.endsAt + GRACE), 'lost-task')).toEqual([`proved 99/${done + 1}`]);
      }),
      { numRuns },
    );
  });
});

describe('the lock on a failover', () => {
  const masters = ['master-1', 'master-2', 'master-3'];
  const turn = fc.record({
    by: fc.integer({ min: 0, max: 2 }),
    /** µs from one step to the next, and between the looks of the registry's witness. */
    steps: fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 5, maxLength: 5 }),
    looks: fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 4, maxLength: 4 }),
  });
  const errors = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 30 });

  test('that is handed on as it should be is proved held by two under no clock error', slow, () => {
    fc.assert(
      fc.property(fc.array(turn, { minLength: 1, maxLength: 6 }), errors, (turns, shares) => {
        const servers = masters.map((name) => ({ name, role: 'master' }));
        const builder = new HistoryBuilder({ servers, uncertainty: allWatch }).registered(1, 'master-1');
        let now = 10_000_000;
        let read = 0;
        const said = new Map<string, number>();
        /** Whatever the error of its clock: a server's log, and the registry's witness, tell one thing after the other. */
        const misread = (who: string, at: number) => {
          read += 1;
          const later = Math.max(said.get(who) ?? 0, at + (shares[read % shares.length] ?? 0));
          said.set(who, later);
          return seconds(later);
        };
        for (const [index, { by, steps, looks }] of turns.entries()) {
          const [before = 0, begun = 0, work = 0, over = 0, gone = 0] = steps;
          const [a = 0, b = 0, c = 0, d = 0] = looks;
          const server = masters[by] ?? '';
          now += before;
          builder.lock(misread('registry', now + a), server, index, { since: seconds(now - b) });
          now += begun;
          builder.log(misread(server, now), server, 'failover-start', { about: 'master-1' });
          now += work;
          builder.log(misread(server, now), server, 'failover-finish', { about: 'master-1' });
          now += over;
          builder.lock(misread('registry', now + c), server, index, { since: seconds(now - d), op: 'delete' });
          now += gone;
        }
        const proofs = found(builder.finish(60), 'lock-overlap').map((each) => each.split(' ')[0]);
        expect(proofs).not.toContain('proved');
      }),
      { numRuns },
    );
  });
});
