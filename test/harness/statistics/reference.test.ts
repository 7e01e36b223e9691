import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { closedEvidence } from '../../../harness/statistics/closed-evidence.ts';
import { median } from '../../../harness/statistics/median.ts';
import { operatingCharacteristic } from '../../../harness/statistics/operating-characteristic.ts';
import { pairedEvidence } from '../../../harness/statistics/paired-evidence.ts';
import { pairedPower, pairedRunsNeeded } from '../../../harness/statistics/paired-power.ts';
import { decide, logLikelihoodRatio } from '../../../harness/statistics/sequential.ts';
import { signTest } from '../../../harness/statistics/sign-test.ts';
import { triesFor } from '../../../harness/statistics/tries.ts';
import { wilsonInterval } from '../../../harness/statistics/wilson.ts';

/**
 * Against SciPy. `reference.json` is made by `reference.py` beside it, which says how to make it anew; nothing in it is typed by hand,
 * and no test needs Python.
 */
const number = z.number();
const numbers = z.array(number);
const two = [number, number] as const;
const three = [number, number, number] as const;
const four = [...two, ...two] as const;
const reference = z
  .strictObject({
    made: z.strictObject({ by: z.literal('reference.py'), scipy: z.string(), numpy: z.string() }),
    pairedEvidence: z.array(z.tuple(three)),
    wilson: z.array(z.tuple([...three, ...two])),
    median: z.array(z.tuple([numbers, number])),
    tries: z.array(z.tuple(three)),
    sequentialRatio: z.array(z.tuple([...three, ...two])),
    sequentialAnswer: z.array(z.tuple([...three, z.string(), z.enum(['present', 'absent', 'open'])])),
    sequentialCharacteristic: z.array(z.tuple([...four, ...three])),
    closedEvidence: z.array(z.tuple([numbers, numbers])),
    signTest: z.array(z.tuple(three)),
    powerByEnumeration: z.array(z.tuple([...three, ...three])),
    runsNeeded: z.array(z.tuple([...four, ...three])),
  })
  .parse(JSON.parse(readFileSync(new URL('reference.json', import.meta.url), 'utf8')));

/** Equal but for what comes of another order of rounding. */
function expectSame(ours: number, theirs: number): void {
  expect(Math.abs(ours - theirs), `${ours}, not ${theirs}`).toBeLessThanOrEqual(1e-9 * Math.abs(theirs) + 1e-13);
}

describe(`as SciPy ${reference.made.scipy} says`, () => {
  test('the evidence of pairs', () => {
    for (const [more, fewer, evidence] of reference.pairedEvidence) expectSame(pairedEvidence(more, fewer), evidence);
  });

  test("Wilson's interval", () => {
    for (const [k, n, quantile, low, high] of reference.wilson) {
      const interval = wilsonInterval(k, n, quantile);
      expectSame(interval.low, low);
      expectSame(interval.high, high);
      if (Math.abs(quantile - 1.96) < 0.001) expect(wilsonInterval(k, n).high).toBeCloseTo(high, 12);
    }
  });

  test('the median', () => {
    for (const [list, middle] of reference.median) expectSame(median(list) ?? Number.NaN, middle);
  });

  test('how often to try', () => {
    for (const [rate, risk, least] of reference.tries) expect(triesFor(rate, risk)).toBe(least);
  });

  test('the log-likelihood ratio of two rates', () => {
    for (const [absentBelow, presentAbove, seen, unseen, ratio] of reference.sequentialRatio)
      expectSame(logLikelihoodRatio({ absentBelow, presentAbove, risk: 0.05 }, seen, unseen), ratio);
  });

  test('the answer of a sequential test', () => {
    for (const [absentBelow, presentAbove, risk, flags, said] of reference.sequentialAnswer) {
      const answers = [...flags].map((flag) => flag === '1');
      expect(decide({ absentBelow, presentAbove, risk }, answers).answer, flags).toBe(said);
    }
  });

  test('the errors of a sequential test, and its runs', () => {
    for (const [absentBelow, presentAbove, risk, rate, present, mean, most] of reference.sequentialCharacteristic) {
      const ours = operatingCharacteristic({ absentBelow, presentAbove, risk }, rate);
      expectSame(ours.present, present);
      expectSame(ours.mean, mean);
      expect(ours.most).toBe(most);
    }
  });

  test('the evidence of a family', () => {
    for (const [evidence, adjusted] of reference.closedEvidence)
      for (const [index, ours] of closedEvidence(evidence).entries()) expectSame(ours, adjusted[index] ?? Number.NaN);
  });

  test('how uneven pairs are', () => {
    for (const [more, fewer, p] of reference.signTest) expectSame(signTest(more, fewer), p);
  });

  test('the power of a few pairs, over all their orders', () => {
    for (const [before, after, alpha, family, runs, power] of reference.powerByEnumeration)
      expectSame(pairedPower({ before, after, alpha, family }, runs), power);
  });

  test('the runs that a change needs', () => {
    for (const [before, after, alpha, family, wanted, runs, power] of reference.runsNeeded) {
      const needed = pairedRunsNeeded({ before, after, alpha, family }, wanted);
      expect(needed).toMatchObject({ kind: 'enough', runs });
      expectSame(needed.power, power);
    }
  });

  test('of some hundred cases', () => {
    const cases = Object.values(reference).flatMap((part) => (Array.isArray(part) ? [part.length] : []));
    expect(Math.min(...cases)).toBeGreaterThanOrEqual(8);
    expect(cases.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(300);
  });
});
