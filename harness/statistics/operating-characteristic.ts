import { answerAt, type SequentialTest } from './sequential.ts';

/** What a sequential test does at a rate. */
export interface OperatingCharacteristic {
  /** Probabilities of either answer: together 1. */
  readonly present: number;
  readonly absent: number;
  /** Expected number of runs until the answer. */
  readonly mean: number;
  /** Number of runs within which the answer is there with a probability of at least 1 − risk. */
  readonly most: number;
}

/** What is left open is nothing by then, as far as the numbers above tell. */
const NOTHING = 1e-13;

/**
 * What a sequential test does where the true rate is `rate`: exact, run by run, over how many of the runs saw it (Wald's approximations leave out by how much
 * the last run oversteps a bound). The expected number of runs is what Wald calls the ASN function, the rest his OC function. Takes time with the square of
 * the runs at worst: milliseconds for rates that a few hundred runs tell apart.
 * @throws RangeError where `test` is none, or `rate` is no rate.
 */
export function operatingCharacteristic(test: SequentialTest, rate: number): OperatingCharacteristic {
  if (!(rate >= 0 && rate <= 1)) throw new RangeError(`${rate} is no rate`);
  let [present, absent, mean] = [0, 0, 0];
  let most: number | undefined;
  // Probability of `least + index` seen, and no answer yet. The more are seen, the greater the likelihood ratio: those without an answer lie side by side.
  let open: readonly number[] = [1];
  let least = 0;
  for (let runs = 1; ; runs++) {
    mean += sum(open);
    const next: number[] = [];
    let first: number | undefined;
    for (let index = 0; index <= open.length; index++) {
      const seen = least + index;
      const probability = (open[index] ?? 0) * (1 - rate) + (open[index - 1] ?? 0) * rate;
      const answer = answerAt(test, seen, runs - seen);
      if (answer === 'present') present += probability;
      else if (answer === 'absent') absent += probability;
      else {
        first ??= seen;
        next.push(probability);
      }
    }
    open = next;
    least = first ?? least;
    const left = sum(open);
    if (most === undefined && left <= test.risk) most = runs;
    if (most !== undefined && left < NOTHING) return { present, absent, mean, most };
  }
}

/**
 * Runs to plan for: at `absentBelow` as well as at `presentAbove` the answer is there by then with a probability of at least 1 − risk. What is still open after
 * so many most likely lies in between, and more runs may not end it.
 * @throws RangeError where `test` is none.
 */
export function runsWorthPlanning(test: SequentialTest): number {
  return Math.max(...[test.absentBelow, test.presentAbove].map((rate) => operatingCharacteristic(test, rate).most));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
