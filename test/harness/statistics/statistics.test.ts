import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { median } from '../../../harness/statistics/median.ts';
import { triesFor } from '../../../harness/statistics/tries.ts';
import { rateInWords, wilsonInterval } from '../../../harness/statistics/wilson.ts';

/** k of n, n ≥ 1. */
const rate = fc.integer({ min: 1, max: 2_000 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));

describe("Wilson's interval", () => {
  // R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i is as published', (k, n, low, high) => {
    const interval = wilsonInterval(k, n);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  test('solves the equation that it comes from: at each bound, k of n is z standard errors away', () => {
    fc.assert(
      fc.property(rate, fc.double({ min: 0.5, max: 4, noNaN: true }), ([k, n], z) => {
        const { low, high } = wilsonInterval(k, n, z);
        for (const bound of [low, high]) {
          const distance = (k / n - bound) ** 2;
          expect(distance).toBeCloseTo((z * z * bound * (1 - bound)) / n, 8);
        }
      }),
    );
  });

  test('holds k/n, lies in 0 to 1, and is never empty', () => {
    fc.assert(
      fc.property(rate, ([k, n]) => {
        const { low, high } = wilsonInterval(k, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(k / n);
        expect(high).toBeGreaterThanOrEqual(k / n);
        expect(high - low).toBeGreaterThan(0);
      }),
    );
  });

  test('turns round where seen and not seen change places', () => {
    fc.assert(
      fc.property(rate, ([k, n]) => {
        const { low, high } = wilsonInterval(k, n);
        const turned = wilsonInterval(n - k, n);
        expect(turned.low).toBeCloseTo(1 - high, 12);
        expect(turned.high).toBeCloseTo(1 - low, 12);
      }),
    );
  });

  test('narrows as the same rate is seen more often', () => {
    fc.assert(
      fc.property(rate, fc.integer({ min: 2, max: 20 }), ([k, n], times) => {
        const [few, many] = [wilsonInterval(k, n), wilsonInterval(k * times, n * times)];
        expect(many.high - many.low).toBeLessThan(few.high - few.low);
      }),
    );
  });

  test('of nothing tried says nothing; of what is no rate, that it is none', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
    for (const [k, n] of [
      [2, 1],
      [-1, 3],
      [0.5, 2],
      [Number.NaN, 2],
    ] as const)
      expect(() => wilsonInterval(k, n)).toThrow(RangeError);
  });

  test('in words, none and all have one bound', () => {
    expect(rateInWords(7, 10)).toBe('7 of 10 (70 %; Wilson 95 %: 40–89 %)');
    expect(rateInWords(0, 20)).toBe('0 of 20 (0 %; Wilson 95 %: at most 16 %)');
    expect(rateInWords(10, 10)).toBe('10 of 10 (100 %; Wilson 95 %: at least 72 %)');
    expect(rateInWords(0, 0)).toBe('0 of 0 (nothing is known)');
  });

  test('in words, nothing is rounded to none or all that is neither', () => {
    expect(rateInWords(0, 1_000)).toBe('0 of 1000 (0 %; Wilson 95 %: at most 0.4 %)');
    expect(rateInWords(1_000, 1_000)).toBe('1000 of 1000 (100 %; Wilson 95 %: at least 99.6 %)');
    expect(rateInWords(1, 10_000)).toBe('1 of 10000 (0.01 %; Wilson 95 %: 0.002–0.06 %)');
    expect(rateInWords(1, 200)).toBe('1 of 200 (1 %; Wilson 95 %: 0.09–3 %)');
  });
});

describe('the median', () => {
  test.each([
    [[], undefined],
    [[3], 3],
    [[9, 1], 5],
    [[10, 1, 2], 2],
    [[4, 1, 100, 2], 3],
  ])('of %j is %j', (numbers, middle) => expect(median(numbers)).toBe(middle));

  test('has as many below as above', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (numbers) => {
        const middle = median(numbers) ?? Number.NaN;
        const below = numbers.filter((number) => number < middle).length;
        const above = numbers.filter((number) => number > middle).length;
        expect(below).toBeLessThanOrEqual(numbers.length / 2);
        expect(above).toBeLessThanOrEqual(numbers.length / 2);
      }),
    );
  });
});

describe('how often to try', () => {
  test('as often as makes the risk of missing it no greater than stated, and not once more', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.double({ min: 0.001, max: 0.5, noNaN: true }),
        (each, risk) => {
          const tries = triesFor(each, risk);
          expect((1 - each) ** tries).toBeLessThanOrEqual(risk * (1 + 1e-9));
          expect((1 - each) ** (tries - 1)).toBeGreaterThan(risk * (1 - 1e-9));
        },
      ),
    );
  });

  test('5 times for a half at one in twenty; once for what always happens', () => {
    expect(triesFor(0.5, 0.05)).toBe(5);
    expect(triesFor(1, 0.05)).toBe(1);
    for (const [each, risk] of [
      [0, 0.05],
      [1.1, 0.05],
      [0.5, 0],
      [0.5, 1],
    ] as const)
      expect(() => triesFor(each, risk)).toThrow(RangeError);
  });
});
