import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from '../../checkers/judge.ts';
import type { Verdict } from '../../checkers/verdict.ts';
import type { HistoryEvent } from '../../history/event.ts';
import { type RunPlan, runPlans } from '../histories/plan.ts';
import { settle, simulate } from '../histories/simulation.ts';
import { numRuns, seconds, slow } from './runs.ts';

interface Trouble {
  readonly of: number;
  readonly from: number;
  readonly life: number;
  readonly exitCode: number | null;
  readonly marked: number | null;
}

const trouble: fc.Arbitrary<Trouble> = fc.record({
  of: fc.nat(),
  from: fc.integer({ min: 0, max: 20_000_000 }),
  life: fc.integer({ min: 0, max: 20_000_000 }),
  exitCode: fc.constantFrom(0, 1, null),
  marked: fc.option(fc.integer({ min: 0, max: 20_000_000 })),
});

/** Runs with all kinds of anomalies in them, and often several. */
const histories: fc.Arbitrary<HistoryEvent[]> = fc
  .tuple(runPlans(), fc.array(trouble, { minLength: 1, maxLength: 4 }))
  .map(([plan, troubles]: [RunPlan, readonly Trouble[]]) => {
    const run = simulate(plan);
    for (const [index, { of, from, life, exitCode, marked }] of troubles.entries()) {
      const process = run.processes[of % run.processes.length];
      if (!process) throw new Error('a run without a process');
      const key = { workflow: process.workflow, task: process.task, taskInstance: 900 + index };
      const to = seconds(from + life);
      run.builder.late(0).execution({ ...key, name: `x${index}`, from: seconds(from), to, exitCode, beats: [] });
      if (marked !== null) run.builder.task(seconds(marked), { ...key, state: 'KILL', final: true });
    }
    return settle(run).build();
  });

const judged = (events: readonly HistoryEvent[]) => judge(events, { torn: false });

/** What is left of a verdict when events are named by what they tell and not by their number. */
function withoutNumbers(verdict: Verdict, events: readonly HistoryEvent[]) {
  const told = new Map(events.map(({ seq, ...event }) => [seq, JSON.stringify(event)]));
  const replacer = (key: string, value: unknown) =>
    key === 'events' && Array.isArray(value) ? value.map((seq) => told.get(seq)) : value;
  return JSON.parse(JSON.stringify(verdict, replacer));
}

describe('a verdict does not depend on', () => {
  test('the order in which things were learnt', slow, () => {
    fc.assert(
      fc.property(histories, fc.array(fc.nat(5_000_000), { minLength: 1, maxLength: 20 }), (events, delays) => {
        const moments = [...new Set(events.map(({ at }) => at))];
        const learnt = new Map(moments.map((at, index) => [at, at + (delays[index % delays.length] ?? 0)]));
        const shuffled = events
          .toSorted((a, b) => (learnt.get(a.at) ?? 0) - (learnt.get(b.at) ?? 0))
          .map((event, seq) => ({ ...event, seq }));
        expect(withoutNumbers(judged(shuffled), shuffled)).toEqual(withoutNumbers(judged(events), events));
      }),
      { numRuns },
    );
  });

  test('the names of servers', slow, () => {
    const rename = <Value>(value: Value): Value =>
      JSON.parse(JSON.stringify(value).replaceAll('worker-', 'alpha-').replaceAll('master-', 'zeta-'));
    fc.assert(
      fc.property(histories, (events) => {
        expect(judged(rename(events))).toEqual(rename(judged(events)));
      }),
      { numRuns },
    );
  });

  test('the date', slow, () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: -1e15, max: 1e15 }), (events, by) => {
        const shift = (_: string, value: unknown) =>
          value !== null && typeof value === 'object' && 'from' in value && 'to' in value
            ? { ...value, from: Number(value.from) + by, to: Number(value.to) + by }
            : value;
        const later = events.map((event) => ({ ...event, at: event.at + by }));
        expect(judged(later)).toEqual(JSON.parse(JSON.stringify(judged(events)), shift));
      }),
      { numRuns },
    );
  });
});

test('the histories above hold anomalies of every kind that a settled run can', () => {
  const found = fc.sample(histories, 300).flatMap((events) => {
    const { violations } = judged(events);
    return violations.map(({ anomaly }) => anomaly);
  });
  expect(new Set(found)).toEqual(
    new Set(['overlapping-executions', 'duplicate-completion', 'orphan-execution', 'order-violation']),
  );
});
