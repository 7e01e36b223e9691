import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judge } from '../../checkers/judge.ts';
import type { Verdict } from '../../checkers/verdict.ts';
import type { HistoryEvent } from '../../history/event.ts';
import { messyHistories } from '../histories/messy.ts';
import { numRuns, slow } from './runs.ts';

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
      fc.property(messyHistories, fc.array(fc.nat(5_000_000), { minLength: 1, maxLength: 20 }), (events, delays) => {
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
      JSON.parse(
        JSON.stringify(value)
          .replaceAll('worker-', 'alpha-')
          .replaceAll(/master-(?=\d)/g, 'zeta-'),
      );
    fc.assert(
      fc.property(messyHistories, (events) => {
        expect(judged(rename(events))).toEqual(rename(judged(events)));
      }),
      { numRuns },
    );
  });

  test('the date', slow, () => {
    fc.assert(
      fc.property(messyHistories, fc.integer({ min: -1e15, max: 1e15 }), (events, by) => {
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
  const found = fc.sample(messyHistories, 300).flatMap((events) => {
    const { violations } = judged(events);
    return violations.map(({ anomaly }) => anomaly);
  });
  expect(new Set(found)).toEqual(
    new Set([
      'overlapping-executions',
      'duplicate-completion',
      'orphan-execution',
      'order-violation',
      'conflicting-state',
    ]),
  );
});
