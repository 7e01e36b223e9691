import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pairedEvidence } from '../../../harness/statistics/paired-evidence.ts';

const count = fc.integer({ min: 0, max: 3_000 });

describe('evidence that paired sides differ', () => {
  test.each([
    [0, 0, 1],
    [1, 0, 1],
    [1, 1, 1 / 2],
    [2, 0, 3 / 2],
    [2, 1, 1 / 2],
    [2, 2, 3 / 8],
    [7, 0, (13 * 11 * 9 * 7 * 5 * 3) / (7 * 6 * 5 * 4 * 3 * 2)],
  ])('%i on one side and %i on the other: %d', (more, fewer, evidence) => {
    expect(pairedEvidence(more, fewer)).toBeCloseTo(evidence, 12);
  });

  test('has the mean 1 where each pair falls on either side as likely: over all orders of n pairs', () => {
    for (let n = 0; n <= 40; n++) {
      let [mean, orders] = [0, 1];
      for (let more = 0; more <= n; more++) {
        mean += (orders / 2 ** n) * pairedEvidence(more, n - more);
        orders = (orders * (n - more)) / (more + 1);
      }
      expect(mean).toBeCloseTo(1, 12);
    }
  });

  test('is a martingale there: what one more pair makes of it has its own value as the mean', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }), (more, fewer) => {
        const now = pairedEvidence(more, fewer);
        const next = (pairedEvidence(more + 1, fewer) + pairedEvidence(more, fewer + 1)) / 2;
        expect(next / now).toBeCloseTo(1, 10);
      }),
    );
  });

  test('does not care which side it is', () => {
    fc.assert(
      fc.property(count, count, (more, fewer) => {
        expect(pairedEvidence(more, fewer)).toBe(pairedEvidence(fewer, more));
      }),
    );
  });

  test('is finite and greater than 0, whatever the counts', () => {
    expect(pairedEvidence(2_000, 0)).toBe(Number.MAX_VALUE);
    expect(pairedEvidence(5_000, 5_000)).toBeCloseTo(1 / Math.sqrt(Math.PI * 5_000), 6);
    // The first 3,000 alone would be more than the largest number.
    expect(pairedEvidence(3_000, 2_900)).toBeLessThan(1);
    fc.assert(
      fc.property(count, count, (more, fewer) => {
        expect(pairedEvidence(more, fewer)).toBeGreaterThan(0);
        expect(pairedEvidence(more, fewer)).toBeLessThanOrEqual(Number.MAX_VALUE);
      }),
    );
  });

  test('of what is no count, says that it is none', () => {
    for (const wrong of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      expect(() => pairedEvidence(wrong, 0)).toThrow(RangeError);
      expect(() => pairedEvidence(0, wrong)).toThrow(RangeError);
    }
  });
});
