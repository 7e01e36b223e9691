import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawsFor } from '../../../harness/random.ts';
import { pairedEvidence } from '../../../harness/statistics/paired-evidence.ts';
import { type PairedChange, pairedPower, pairedRunsNeeded } from '../../../harness/statistics/paired-power.ts';

const gone: PairedChange = { before: 1, after: 0, alpha: 0.05, family: 1 };

const anyRate = fc.integer({ min: 0, max: 20 }).map((twentieths) => twentieths / 20);
const anyChange = fc
  .record({
    before: anyRate,
    after: anyRate,
    alpha: fc.constantFrom(0.01, 0.05, 0.2),
    family: fc.constantFrom(1, 3, 12),
  })
  .filter(({ before, after }) => before !== after);

describe('paired runs that a change needs', () => {
  test('from always to never: as many as make the evidence of pairs that all disagree suffice', () => {
    expect(pairedRunsNeeded(gone, 0.8)).toEqual({ kind: 'enough', runs: 7, power: 1 });
    expect(pairedEvidence(0, 7)).toBeGreaterThanOrEqual(20);
    expect(pairedEvidence(0, 6)).toBeLessThan(20);
  });

  test('in a family of 10 more of them', () => {
    expect(pairedRunsNeeded({ ...gone, family: 10 }, 0.8)).toEqual({ kind: 'enough', runs: 11, power: 1 });
  });

  test('the evidence suffices where it reaches family/α', () => {
    expect(pairedEvidence(0, 5)).toBe(7.875);
    const just = { ...gone, alpha: 1 / 7.875 };
    expect(pairedRunsNeeded(just, 0.8)).toMatchObject({ runs: 5 });
    expect(pairedRunsNeeded({ ...just, alpha: 1 / 7.876 }, 0.8)).toMatchObject({ runs: 6 });
    expect(pairedRunsNeeded({ ...just, alpha: 3 / 7.875, family: 3 }, 0.8)).toMatchObject({ runs: 5 });
  });

  test('are the least ones with that power', () => {
    fc.assert(
      fc.property(anyChange, fc.constantFrom(0.5, 0.8, 0.95), (change, power) => {
        const needed = pairedRunsNeeded(change, power, 150);
        if (needed.kind === 'too-many') {
          expect(needed.ceiling).toBe(150);
          expect(needed.power).toBe(pairedPower(change, 150));
          expect(needed.power).toBeLessThan(power);
          return;
        }
        expect(needed.power).toBe(pairedPower(change, needed.runs));
        expect(needed.power).toBeGreaterThanOrEqual(power);
        expect(pairedPower(change, needed.runs - 1)).toBeLessThan(power);
      }),
      { numRuns: 60 },
    );
  });

  test('that power is reached exactly is enough, and a ceiling that is reached is none', () => {
    // Each run disagrees with probability 1/2, all one way: the change is called out once five have.
    const half = { before: 0, after: 0.5, alpha: 1 / 7.875, family: 1 };
    expect(pairedPower(half, 5)).toBe(1 / 32);
    expect(pairedRunsNeeded(half, 1 / 32)).toMatchObject({ kind: 'enough', runs: 5 });
    expect(pairedRunsNeeded(half, 1 / 32, 5)).toMatchObject({ kind: 'enough', runs: 5 });
    expect(pairedRunsNeeded(half, 1 / 32, 4)).toEqual({ kind: 'too-many', ceiling: 4, power: 0 });
    // Five or six of six.
    expect(pairedRunsNeeded(half, 1 / 16)).toEqual({ kind: 'enough', runs: 6, power: 7 / 64 });
  });

  test('are the same in both directions, and of what is not seen in place of what is', () => {
    fc.assert(
      fc.property(anyChange, ({ before, after, ...rest }) => {
        const power = pairedPower({ before, after, ...rest }, 25);
        expect(pairedPower({ before: after, after: before, ...rest }, 25)).toBeCloseTo(power, 12);
        expect(pairedPower({ before: 1 - before, after: 1 - after, ...rest }, 25)).toBeCloseTo(power, 12);
      }),
      { numRuns: 60 },
    );
  });

  test('are more for a smaller change, a smaller risk, a greater family and a greater power', () => {
    const runs = (change: Partial<PairedChange>, power = 0.8): number => {
      const needed = pairedRunsNeeded({ before: 0.6, after: 0.1, alpha: 0.05, family: 2, ...change }, power);
      return needed.kind === 'enough' ? needed.runs : Number.POSITIVE_INFINITY;
    };
    expect(runs({ after: 0.2 })).toBeGreaterThan(runs({}));
    expect(runs({ alpha: 0.01 })).toBeGreaterThan(runs({}));
    expect(runs({ family: 4 })).toBeGreaterThan(runs({}));
    expect(runs({}, 0.9)).toBeGreaterThan(runs({}));
  });

  test('are too many where the change is too small', () => {
    const small = { before: 0.5, after: 0.49, alpha: 0.05, family: 10 };
    const needed = pairedRunsNeeded(small, 0.8);
    expect(needed).toMatchObject({ kind: 'too-many', ceiling: 2_000 });
    expect(needed.power).toBeGreaterThan(0);
    expect(needed.power).toBeLessThan(0.1);
  });

  test.each([
    { before: 0.9, after: 0.1 },
    { before: 0.3, after: 0 },
    { before: 0.2, after: 0.6 },
  ])('see $before turn into $after as often as 10,000 simulated comparisons do', ({ before, after }) => {
    const needed = pairedRunsNeeded({ before, after, alpha: 0.05, family: 1 }, 0.8);
    if (needed.kind !== 'enough') throw new Error('too many');
    const draw = drawsFor(8, `power of ${before} to ${after}`);
    const saw = (rate: number): boolean => draw(1, 1_000) <= rate * 1_000;
    let called = 0;
    for (let comparison = 0; comparison < 10_000; comparison++) {
      let [more, fewer] = [0, 0];
      for (let run = 0; run < needed.runs; run++) {
        const [baseline, candidate] = [saw(before), saw(after)];
        if (candidate && !baseline) more += 1;
        if (baseline && !candidate) fewer += 1;
      }
      if (pairedEvidence(more, fewer) >= 20 && more > fewer === after > before) called += 1;
    }
    expect(Math.abs(called / 10_000 - needed.power)).toBeLessThan(4 * Math.sqrt(0.16 / 10_000));
  });

  test('that went the right way and then back are no evidence any more: it is looked at once', () => {
    // Of 12 pairs 7 suffice at first; with 5 the other way they do not.
    expect(pairedEvidence(7, 0)).toBeGreaterThanOrEqual(20);
    expect(pairedEvidence(7, 5)).toBeLessThan(20);
    const change = { before: 0.4, after: 0.6, alpha: 0.05, family: 1 };
    const [up, down] = [0.36, 0.16];
    // All of 7 the right way, and nothing else.
    expect(pairedPower(change, 7)).toBeCloseTo(up ** 7, 15);
    // Of 8: all of them, or 7 with one that agrees; 7 with one the other way are not enough.
    expect(pairedEvidence(7, 1)).toBeLessThan(20);
    expect(pairedPower(change, 8)).toBeCloseTo(up ** 8 + 8 * up ** 7 * (1 - up - down), 15);
  });

  test('of what cannot be, says so', () => {
    for (const wrong of [
      { ...gone, before: 1.1 },
      { ...gone, after: -0.1 },
      { ...gone, before: Number.NaN },
      { ...gone, before: 0 },
      { ...gone, before: 0.3, after: 0.3 },
      { ...gone, alpha: 0 },
      { ...gone, alpha: 1 },
      { ...gone, family: 0 },
      { ...gone, family: 1.5 },
    ]) {
      expect(() => pairedRunsNeeded(wrong, 0.8)).toThrow(RangeError);
      expect(() => pairedPower(wrong, 3)).toThrow(RangeError);
    }
    for (const power of [0, 1, Number.NaN]) expect(() => pairedRunsNeeded(gone, power)).toThrow(RangeError);
    for (const ceiling of [0, 1.5]) expect(() => pairedRunsNeeded(gone, 0.8, ceiling)).toThrow(RangeError);
    for (const runs of [-1, 0.5]) expect(() => pairedPower(gone, runs)).toThrow(RangeError);
    expect(pairedPower(gone, 0)).toBe(0);
    expect(pairedRunsNeeded({ ...gone, before: 0, after: 1 }, 0.8)).toMatchObject({ runs: 7 });
  });
});
