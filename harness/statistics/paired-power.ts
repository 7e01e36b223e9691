import { pairedEvidence } from './paired-evidence.ts';

/** A change of a finding's rate that a comparison of pairs is to see. */
export interface PairedChange {
  /** Rate on the baseline's side, from 0 to 1. */
  readonly before: number;
  /** Rate on the candidate's side; another one. */
  readonly after: number;
  /** Greatest probability of calling out any finding that has not changed. */
  readonly alpha: number;
  /** How many findings are looked at, with this one. */
  readonly family: number;
}

export type RunsNeeded =
  /** `runs`: on each side. */
  | { readonly kind: 'enough'; readonly runs: number; readonly power: number }
  /** `ceiling` runs on each side are too few: they have this power. */
  | { readonly kind: 'too-many'; readonly ceiling: number; readonly power: number };

/**
 * The least number of paired runs that call out a change with a probability of at least `power`, looked at once, when all are there. To be exact the sides of a
 * pair are taken to be independent given their rates; what one plan has in common on both sides makes pairs agree, and fewer of them go the wrong way.
 * Evidence suffices at family/α: what `closedEvidence` needs at most, whatever the others' is. It takes less where more than one finding changes.
 * @param power greater than 0, less than 1.
 * @param ceiling the greatest number of runs thought of; takes time with its square: some 0.2 s for 2,000.
 * @throws RangeError where the change is none, or one of the numbers is out of its range.
 */
export function pairedRunsNeeded(change: PairedChange, power: number, ceiling = 2_000): RunsNeeded {
  if (!(power > 0 && power < 1)) throw new RangeError(`a power of ${power} needs no run, or cannot be had`);
  if (!(Number.isSafeInteger(ceiling) && ceiling > 0)) throw new RangeError(`${ceiling} is no number of runs`);
  let [runs, reached] = [0, 0];
  for (const now of powersOf(change)) {
    reached = now;
    if (reached >= power) return { kind: 'enough', runs, power: reached };
    if (runs === ceiling) break;
    runs += 1;
  }
  return { kind: 'too-many', ceiling, power: reached };
}

/** @returns the probability of a change being called out by `runs` paired runs; otherwise as above. */
export function pairedPower(change: PairedChange, runs: number): number {
  if (!(Number.isSafeInteger(runs) && runs >= 0)) throw new RangeError(`${runs} is no number of runs`);
  let left = runs;
  for (const power of powersOf(change)) if (left-- === 0) return power;
  throw new Error('the powers of a comparison have no end');
}

/** The power of 0, 1, 2, … pairs. How many of them disagree is one thing, which way those go another: the two are independent. */
function* powersOf({ before, after, alpha, family }: PairedChange): Generator<number> {
  for (const rate of [before, after]) if (!(rate >= 0 && rate <= 1)) throw new RangeError(`${rate} is no rate`);
  if (before === after) throw new RangeError(`a rate that stays ${before} is no change to see`);
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`a risk of ${alpha} cannot be kept to`);
  if (!(Number.isSafeInteger(family) && family > 0)) throw new RangeError(`${family} is no number of findings`);
  const [more, fewer] = [(1 - before) * after, before * (1 - after)];
  const disagreeing = more + fewer;
  const threshold = family / alpha;
  // Of so many pairs that disagree: the power.
  const powers: number[] = [];
  // So many on one side, and the others on the other, suffice. One pair more never takes fewer, nor more than one more: no other needs to be tried.
  let enough = 1;
  const ways = binomials((after > before ? more : fewer) / disagreeing);
  for (const chances of binomials(disagreeing)) {
    const pairs = powers.length;
    while (enough <= pairs && pairedEvidence(enough, pairs - enough) < threshold) enough += 1;
    powers.push(sumOf(ways.next().value, (count) => (count >= enough ? 1 : 0)));
    yield sumOf(chances, (count) => powers[count] ?? 0);
  }
}

/** Probabilities of 0, 1, 2, … of `n` tries counting, each with this one: for `n` 0, 1, 2, … without end. */
function* binomials(probability: number): Generator<Float64Array, never> {
  for (let chances = Float64Array.of(1); ; ) {
    yield chances;
    const next = new Float64Array(chances.length + 1);
    for (const [count, chance] of chances.entries()) {
      next[count] = (next[count] ?? 0) + chance * (1 - probability);
      next[count + 1] = chance * probability;
    }
    chances = next;
  }
}

function sumOf(chances: Float64Array, worth: (count: number) => number): number {
  let sum = 0;
  for (const [count, chance] of chances.entries()) sum += chance * worth(count);
  return sum;
}
