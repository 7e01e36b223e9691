import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge } from '../../checkers/judge.ts';
import { runPlans } from '../histories/plan.ts';
import { settle } from '../histories/simulated-run.ts';
import { simulate } from '../histories/simulation.ts';
import { numRuns, slow } from './runs.ts';

/** What `proved` means: no clock error within the stated bounds makes it out of a legal run. */
test('no clock error within the stated uncertainty makes a legal run a violation', slow, () => {
  const errors = fc.array(fc.oneof(fc.constantFrom(-1, 1), fc.double({ min: -1, max: 1, noNaN: true })), {
    minLength: 1,
    maxLength: 50,
  });
  fc.assert(
    fc.property(runPlans(), errors, (plan, shares) => {
      const events = settle(simulate(plan, { apart: 1, rows: 1 })).build();
      const header = events[0];
      if (header?.type !== 'run.begin') throw new Error('no header');
      const misread = events.map((event, index) => {
        const share = shares[index % shares.length] ?? 0;
        return { ...event, at: event.at + Math.trunc(share * (header.uncertainty[event.source] ?? 0)) };
      });
      const { violations, notes } = judge(misread, { torn: false });
      expect([...violations, ...notes].filter(({ proof }) => proof === 'proved')).toEqual([]);
    }),
    { numRuns },
  );
});
