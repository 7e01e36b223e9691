import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawsFor } from '../../../harness/random.ts';
import { operatingCharacteristic, runsWorthPlanning } from '../../../harness/statistics/operating-characteristic.ts';
import { answerAt, decide, logLikelihoodRatio, type SequentialTest } from '../../../harness/statistics/sequential.ts';
import { triesFor } from '../../../harness/statistics/tries.ts';

const rare: SequentialTest = { absentBelow: 0.05, presentAbove: 0.5, risk: 0.05 };

/** Tests that end within a few hundred runs. */
const anyTest = fc
  .record({
    absentBelow: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 0.6, noNaN: true })),
    apart: fc.double({ min: 0.25, max: 0.39, noNaN: true }),
    risk: fc.double({ min: 0.005, max: 0.3, noNaN: true }),
  })
  .map(({ absentBelow, apart, risk }) => ({ absentBelow, presentAbove: absentBelow + apart, risk }));

const flags = fc.array(fc.boolean(), { maxLength: 60 });

/** Answers to the letters: `y` saw it, `n` did not. */
const answers = (letters: string): readonly boolean[] => [...letters].map((letter) => letter === 'y');

describe('a sequential test of a rate', () => {
  test.each([
    ['', 'open'],
    ['y', 'open'],
    ['yy', 'present'],
    ['nnnn', 'open'],
    ['nnnnn', 'absent'],
    ['nynnnn', 'open'],
    ['nyny', 'present'],
  ] as const)('a rate of 1 in 20 at most or a half at least, after %j: %s', (letters, said) => {
    expect(decide(rare, answers(letters)).answer).toBe(said);
  });

  test('the first answer stands, whatever comes after it', () => {
    expect(decide(rare, answers('nnnnnyyyyyyyy')).answer).toBe('absent');
    expect(decide(rare, answers(`yy${'n'.repeat(50)}`)).answer).toBe('present');
    fc.assert(
      fc.property(anyTest, flags, flags, (sequential, first, later) => {
        const said = decide(sequential, first).answer;
        if (said !== 'open') expect(decide(sequential, [...first, ...later]).answer).toBe(said);
      }),
    );
  });

  test('turns round where seen and not seen change places', () => {
    fc.assert(
      fc.property(anyTest, flags, (sequential, list) => {
        const { absentBelow, presentAbove, risk } = sequential;
        const turned = { absentBelow: 1 - presentAbove, presentAbove: 1 - absentBelow, risk };
        const opposite = { present: 'absent', absent: 'present', open: 'open' } as const;
        const flipped = list.map((each) => !each);
        expect(decide(turned, flipped).answer).toBe(opposite[decide(sequential, list).answer]);
      }),
    );
  });

  test('a bound counts where it is reached', () => {
    // Likelihood ratios of 2 and 1/2 in each run, exactly.
    const halves = { absentBelow: 1 / 3, presentAbove: 2 / 3, risk: 1 / 8 };
    const steps = { seen: logLikelihoodRatio(halves, 1, 0), unseen: logLikelihoodRatio(halves, 0, 1) };
    expect(steps).toEqual({ seen: Math.log(2), unseen: expect.closeTo(-Math.log(2), 12) });
    const reached = { absentBelow: 0, presentAbove: 0.5, risk: 1 / 32 };
    expect(logLikelihoodRatio(reached, 0, 5)).toBe(Math.log(reached.risk));
    expect(decide(reached, answers('nnnnn')).answer).toBe('absent');
    const turned = { absentBelow: 0.5, presentAbove: 1, risk: 1 / 32 };
    expect(logLikelihoodRatio(turned, 5, 0)).toBe(-Math.log(turned.risk));
    expect(decide(turned, answers('yyyyy')).answer).toBe('present');
  });

  test('what can never happen at one of the rates decides at once', () => {
    const never = { absentBelow: 0, presentAbove: 0.3, risk: 0.05 };
    expect(decide(never, answers('nnnny')).answer).toBe('present');
    const always = { absentBelow: 0.4, presentAbove: 1, risk: 0.05 };
    expect(decide(always, answers('yyn')).answer).toBe('absent');
    const either = { absentBelow: 0, presentAbove: 1, risk: 0.01 };
    expect([decide(either, [true]).answer, decide(either, [false]).answer]).toEqual(['present', 'absent']);
  });

  test('against a rate of 0 it takes as many runs without it as tries do', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.02, max: 0.98, noNaN: true }),
        fc.double({ min: 0.001, max: 0.4, noNaN: true }),
        (presentAbove, risk) => {
          const sequential = { absentBelow: 0, presentAbove, risk };
          const tries = triesFor(presentAbove, risk);
          expect(answerAt(sequential, 0, tries)).toBe('absent');
          expect(answerAt(sequential, 0, tries - 1)).toBe('open');
        },
      ),
    );
  });

  test('of what is no test, says that it is none', () => {
    for (const wrong of [
      { ...rare, absentBelow: -0.1 },
      { ...rare, absentBelow: 0.5 },
      { ...rare, absentBelow: Number.NaN },
      { ...rare, presentAbove: 1.1 },
      { ...rare, risk: 0 },
      { ...rare, risk: 0.5 },
    ]) {
      expect(() => decide(wrong, []).answer).toThrow(RangeError);
      expect(() => operatingCharacteristic(wrong, 0.1)).toThrow(RangeError);
    }
    for (const rate of [-0.1, 1.1, Number.NaN]) expect(() => operatingCharacteristic(rare, rate)).toThrow(RangeError);
    expect(operatingCharacteristic(rare, 1)).toMatchObject({ present: 1, mean: 2, most: 2 });
    expect(operatingCharacteristic(rare, 0)).toMatchObject({ absent: 1, mean: 5, most: 5 });
  });
});

describe('what a sequential test does', () => {
  test('keeps both errors to its risk, exactly, at the two rates and beyond them', () => {
    fc.assert(
      fc.property(anyTest, fc.double({ min: 0, max: 1, noNaN: true }), (sequential, beyond) => {
        const { absentBelow, presentAbove, risk } = sequential;
        for (const share of [1, beyond]) {
          const atMost = operatingCharacteristic(sequential, absentBelow * share);
          expect(atMost.present).toBeLessThanOrEqual(risk);
          const atLeast = operatingCharacteristic(sequential, 1 - (1 - presentAbove) * share);
          expect(atLeast.absent).toBeLessThanOrEqual(risk);
          expect(atLeast.absent + atLeast.present).toBeCloseTo(1, 10);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('needs bounds wider than Wald’s for that: (1 − risk)/risk keeps an error only to risk/(1 − risk)', () => {
    // One run decides with a likelihood ratio of exactly (1 − risk)/risk = 1.5, which is less than 1/risk.
    const coarse = { absentBelow: 0.4, presentAbove: 0.6, risk: 0.4 };
    expect(decide(coarse, [true]).answer).toBe('open');
  });

  test.each([0, 0.05, 0.2, 0.5, 0.9])('is what 10,000 simulated campaigns do at a rate of %d', (rate) => {
    const draw = drawsFor(8, `sequential at ${rate}`);
    const campaigns = 10_000;
    const { present, mean, most } = operatingCharacteristic(rare, rate);
    let [called, runs, late] = [0, 0, 0];
    for (let campaign = 0; campaign < campaigns; campaign++) {
      const seen: boolean[] = [];
      while (decide(rare, seen).answer === 'open') seen.push(draw(1, 1_000) <= rate * 1_000);
      if (decide(rare, seen).answer === 'present') called += 1;
      runs += seen.length;
      if (seen.length > most) late += 1;
    }
    expect(Math.abs(called / campaigns - present)).toBeLessThanOrEqual(margin(present, campaigns));
    expect(Math.abs(runs / campaigns / mean - 1)).toBeLessThan(0.03);
    expect(late / campaigns).toBeLessThanOrEqual(rare.risk + margin(rare.risk, campaigns));
  });

  test('runs worth planning are those of the rate that takes longer', () => {
    const [low, high] = [0.05, 0.5].map((rate) => operatingCharacteristic(rare, rate).most);
    expect([low, high]).toEqual([12, 11]);
    expect(runsWorthPlanning(rare)).toBe(12);
    // After one run nothing has been said with a probability of 1/4: no more than the risk.
    expect(operatingCharacteristic({ absentBelow: 0, presentAbove: 0.5, risk: 0.25 }, 0.75).most).toBe(1);
    expect(runsWorthPlanning({ absentBelow: 0.5, presentAbove: 0.95, risk: 0.05 })).toBe(12);
  });
});

/** Four standard errors of a share of so many. */
function margin(share: number, of: number): number {
  return 4 * Math.sqrt((share * (1 - share)) / of);
}
