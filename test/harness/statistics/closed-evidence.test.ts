import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closedEvidence } from '../../../harness/statistics/closed-evidence.ts';

/** From next to nothing to overwhelming, some of them equal. */
const eValue = fc.oneof(fc.constantFrom(0, 0.5, 1, 20), fc.double({ min: 0, max: 1_000, noNaN: true }));

/** The definition: the least mean of all subsets that it is in. */
function overAllSubsets(evidence: readonly number[]): readonly number[] {
  const least = evidence.map(() => Number.POSITIVE_INFINITY);
  for (let subset = 1; subset < 2 ** evidence.length; subset++) {
    const members = evidence.keys().filter((index) => (subset >> index) & 1);
    const indices = [...members];
    const mean = indices.reduce((sum, index) => sum + (evidence[index] ?? 0), 0) / indices.length;
    for (const index of indices) least[index] = Math.min(least[index] ?? 0, mean);
  }
  return least;
}

describe('evidence adjusted for the family', () => {
  test.each([
    [[], []],
    [[7], [7]],
    [
      [1, 400],
      [1, 200.5],
    ],
    [
      [400, 0, 0, 8],
      [102, 0, 0, 8 / 3],
    ],
    [
      [20, 20, 20],
      [20, 20, 20],
    ],
    [
      [30, 10, 20],
      [20, 10, 15],
    ],
  ])('of %j is %j', (evidence, adjusted) => {
    expect(closedEvidence(evidence)).toEqual(adjusted.map((each) => expect.closeTo(each, 12)));
  });

  test('is the least mean of all subsets that it is in', () => {
    fc.assert(
      fc.property(fc.array(eValue, { maxLength: 8 }), (evidence) => {
        const expected = overAllSubsets(evidence).map((each) => expect.closeTo(each, 8));
        expect(closedEvidence(evidence)).toEqual(expected);
      }),
    );
  });

  test('is at most its own, and at least its share of a family of which the others say nothing', () => {
    fc.assert(
      fc.property(fc.array(eValue, { minLength: 1, maxLength: 60 }), (evidence) => {
        for (const [index, adjusted] of closedEvidence(evidence).entries()) {
          const own = evidence[index] ?? Number.NaN;
          expect(adjusted).toBeLessThanOrEqual(own);
          // The smallest numbers that there are have no digits left to round.
          expect(adjusted).toBeGreaterThanOrEqual((own / evidence.length) * (1 - 1e-12) - 1e-300);
        }
      }),
    );
  });

  test('goes with its finding, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(eValue, { maxLength: 20 }), (evidence) => {
        expect(closedEvidence(evidence.toReversed())).toEqual(closedEvidence(evidence).toReversed());
      }),
    );
  });

  test('is finite where the sum would not be', () => {
    const most = Number.MAX_VALUE;
    expect(closedEvidence([most, most, most])).toEqual([most, most, most]);
    expect(closedEvidence([most, 1])).toEqual([most / 2, 1]);
  });

  test('of what is no e-value, says that it is none', () => {
    for (const wrong of [-0.1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => closedEvidence([1, wrong])).toThrow(RangeError);
  });
});
