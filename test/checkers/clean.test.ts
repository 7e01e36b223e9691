import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge } from '../../checkers/judge.ts';
import { eventSchema } from '../../history/event.ts';
import { runPlans } from '../histories/plan.ts';
import { settle } from '../histories/simulated-run.ts';
import { simulate } from '../histories/simulation.ts';
import { numRuns, slow } from './runs.ts';

test('a legal run has no finding and passes', slow, () => {
  fc.assert(
    fc.property(runPlans(), (plan) => {
      const events = settle(simulate(plan)).build();
      for (const event of events) eventSchema.parse(event);
      const verdict = judge(events, { torn: false });
      expect(verdict).toMatchObject({ verdict: 'pass', reasons: [], violations: [], doubts: [], notes: [] });
    }),
    { numRuns },
  );
});
