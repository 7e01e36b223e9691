import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../harness/campaign/outcome.ts';
import { runMany } from '../../../harness/campaign/run-many.ts';
import { BROKEN_IN_A_ROW, stopOf } from '../../../harness/campaign/stop.ts';
import { exitCodeOfTally, tallyOf } from '../../../harness/campaign/tally.ts';
import { loadScenario } from '../../../harness/load-scenario.ts';
import { plan } from '../../../harness/plan.ts';

const outcomes = fc.array(fc.constantFrom<Outcome>('seen', 'not', 'inconclusive', 'broken'), { maxLength: 30 });
const as = (list: readonly Outcome[]) => list.map((outcome) => ({ outcome }));
const FOREVER = Number.POSITIVE_INFINITY;

describe('what is counted', () => {
  test('every run once, and in the rate only those that say something', () => {
    fc.assert(
      fc.property(outcomes, (list) => {
        const { seen, of, inconclusive, broken, interval } = tallyOf(as(list));
        expect(of + inconclusive + broken).toBe(list.length);
        expect(of - seen).toBe(list.filter((outcome) => outcome === 'not').length);
        expect(interval.low).toBeLessThanOrEqual(interval.high);
      }),
    );
  });

  test('times of runs that saw it, and of no others', () => {
    const runs = [
      { outcome: 'seen', seconds: 9 },
      { outcome: 'not', seconds: 1 },
      { outcome: 'seen', seconds: 3 },
      { outcome: 'seen' },
    ] as const;
    expect(tallyOf(runs).medianSeconds).toBe(6);
    expect(tallyOf(as(['not'])).medianSeconds).toBeUndefined();
  });

  test.each([
    [['broken', 'inconclusive', 'not', 'seen'], 0],
    [['broken', 'inconclusive', 'not'], 1],
    [['inconclusive', 'broken'], 3],
    [['inconclusive'], 2],
  ] as const)('%j ends with %i', (list, code) => {
    expect(exitCodeOfTally(tallyOf(as(list)))).toBe(code);
  });

  test('a campaign that was given up without a sight ends as broken', () => {
    expect(exitCodeOfTally(tallyOf(as(['not', 'broken', 'broken', 'broken'])), { givenUp: true })).toBe(3);
    expect(exitCodeOfTally(tallyOf(as(['seen', 'broken', 'broken', 'broken'])), { givenUp: true })).toBe(0);
  });
});

describe('a campaign ends', () => {
  const budget = { runs: 5, ms: 60_000 };

  test.each([
    ['at once where nothing can be run', ['broken', 'broken', 'broken'], 0, 'broken'],
    ['where nothing can be run any more', ['seen', 'broken', 'broken', 'broken'], 0, 'broken'],
    ['when its runs are done', ['not', 'not', 'not', 'not', 'not'], 0, 'budget'],
    ['when its time is over', ['not'], 60_000, 'budget'],
  ] as const)('%s', (_, list, ms, why) => {
    const stop = stopOf(as(list), ms, budget);
    expect(stop?.why).toBe(why);
    expect(stop?.reason).not.toBe('');
  });

  test.each([
    ['for one broken run', ['broken', 'broken', 'not']],
    ['for broken runs with others between', ['broken', 'broken', 'inconclusive', 'broken']],
    ['before it has begun', []],
  ] as const)('not %s', (_, list) => expect(stopOf(as(list), 59_999, budget)).toBeUndefined());
});

describe('many runs', () => {
  const first = plan(loadScenario('failover-16759'), 1);

  /** Runs until there is nothing more to run, with runs that end like this. */
  async function campaign(ends: readonly Outcome[], wanted: number, budget = { runs: 100, ms: FOREVER }) {
    const ran: number[] = [];
    const counts: number[] = [];
    const stop = await runMany<{ outcome: Outcome }>({
      next: (done) => (done.length < wanted ? { ...first, seed: done.length } : undefined),
      run: async ({ seed }, number) => {
        ran.push(seed);
        return { outcome: ends[number - 1] ?? 'not' };
      },
      told: (done) => counts.push(done.length),
      budget,
      elapsedMs: () => ran.length * 10,
    });
    return { ran, counts, stop };
  }

  test('are done in turn, and each is told of', async () => {
    expect(await campaign(['broken', 'seen'], 3)).toEqual({ ran: [0, 1, 2], counts: [1, 2, 3], stop: undefined });
  });

  test('are never more than the budget allows', async () => {
    expect((await campaign([], 50, { runs: 4, ms: FOREVER })).ran).toHaveLength(4);
    expect((await campaign([], 50, { runs: 100, ms: 45 })).ran).toHaveLength(5);
  });

  test('end after so many broken ones in a row', async () => {
    const { ran, stop } = await campaign(new Array<Outcome>(9).fill('broken'), 9);
    expect(ran).toHaveLength(BROKEN_IN_A_ROW);
    expect(stop?.why).toBe('broken');
  });

  test('come to their own end when the budget is just enough', async () => {
    expect((await campaign([], 4, { runs: 4, ms: FOREVER })).stop).toBeUndefined();
  });
});
