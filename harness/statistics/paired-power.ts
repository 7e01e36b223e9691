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

/** What is known of a comparison after some number of paired runs. */
interface Course {
  /** Probability of the change having been called out by then, in its direction. */
  readonly power: number;
  /** Probability of nothing having been called out by then. */
  readonly open: number;
}

export type RunsNeeded =
  /** `runs`: on each side. `mean`: how many of them until the evidence suffices, or all, on average. */
  | { readonly kind: 'enough'; readonly runs: number; readonly power: number; readonly mean: number }
  /** `ceiling` runs on each side are too few: they have this power. */
  | { readonly kind: 'too-many'; readonly ceiling: number; readonly power: number };

/**
 * The least number of paired runs that call out a change with a probability of at least `power`, where the evidence is looked at after each pair and suffices for
 * good once it does. To be exact the sides of a pair are taken to be independent given their rates; what one plan has in common on both sides makes pairs agree, and
 * fewer of them go the wrong way. Evidence suffices at family/α: what `closedEvidence` needs at most, whatever the others' is. It takes less where more than one finding changes.
 * @param power greater than 0, less than 1.
 * @param ceiling the greatest number of runs thought of; takes time with its square: some 50 ms for 2,000.
 * @throws RangeError where the change is none, or one of the numbers is out of its range.
 */
export function pairedRunsNeeded(change: PairedChange, power: number, ceiling = 2_000): RunsNeeded {
  if (!(power > 0 && power < 1)) throw new RangeError(`a power of ${power} needs no run, or cannot be had`);
  if (!(Number.isSafeInteger(ceiling) && ceiling > 0)) throw new RangeError(`${ceiling} is no number of runs`);
  let [runs, mean, reached] = [0, 0, 0];
  for (const course of pairedCourse(change)) {
    reached = course.power;
    if (reached >= power) return { kind: 'enough', runs, power: reached, mean };
    if (runs === ceiling) break;
    runs += 1;
    mean += course.open;
  }
  return { kind: 'too-many', ceiling, power: reached };
}

/** @returns the probability of a change being called out within `runs` paired runs; otherwise as above. */
export function pairedPower(change: PairedChange, runs: number): number {
  if (!(Number.isSafeInteger(runs) && runs >= 0)) throw new RangeError(`${runs} is no number of runs`);
  let left = runs;
  for (const { power } of pairedCourse(change)) if (left-- === 0) return power;
  throw new Error('the course of a comparison has no end');
}

/** After 0, 1, 2, … pairs. How many of them disagree is one thing, which way those go another: the two are independent. */
function* pairedCourse({ before, after, alpha, family }: PairedChange): Generator<Course> {
  for (const rate of [before, after]) if (!(rate >= 0 && rate <= 1)) throw new RangeError(`${rate} is no rate`);
  if (before === after) throw new RangeError(`a rate that stays ${before} is no change to see`);
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`a risk of ${alpha} cannot be kept to`);
  if (!(Number.isSafeInteger(family) && family > 0)) throw new RangeError(`${family} is no number of findings`);
  const [more, fewer] = [(1 - before) * after, before * (1 - after)];
  const disagreeing = more + fewer;
  const steps = disagreeingCourse((after > before ? more : fewer) / disagreeing, family / alpha);
  const courses: Course[] = [];
  // Probability of so many pairs that disagree.
  let chances: readonly number[] = [1];
  for (;;) {
    const step = steps.next();
    if (!step.done) courses.push(step.value);
    yield {
      power: chances.reduce((sum, chance, pairs) => sum + chance * (courses[pairs]?.power ?? 0), 0),
      open: chances.reduce((sum, chance, pairs) => sum + chance * (courses[pairs]?.open ?? 0), 0),
    };
    chances = afterOneMore(chances, disagreeing);
  }
}

/** After 0, 1, 2, … pairs that disagree. @param right probability of such a pair going the way of the change. */
function* disagreeingCourse(right: number, threshold: number): Generator<Course> {
  let power = 0;
  // Probability of `least + index` pairs having gone that way, and the evidence not sufficing yet.
  let open: readonly number[] = [1];
  let least = 0;
  // So many on one side, and the others on the other, suffice. One pair more never takes fewer, nor more than one more: no other needs to be tried.
  let enough = 1;
  for (let pairs = 0; ; pairs++) {
    while (enough <= pairs && pairedEvidence(enough, pairs - enough) < threshold) enough += 1;
    if (enough <= pairs) {
      const [from, to] = [Math.max(0, pairs - enough + 1 - least), Math.max(0, enough - least)];
      for (const probability of open.slice(to)) power += probability;
      open = open.slice(from, to);
      least += from;
    }
    yield { power, open: open.reduce((sum, each) => sum + each, 0) };
    open = afterOneMore(open, right);
  }
}

/** Probabilities of 0, 1, 2, … after one more try that counts with `probability`. */
function afterOneMore(chances: readonly number[], probability: number): readonly number[] {
  return [...chances, 0].map((chance, count) => chance * (1 - probability) + (chances[count - 1] ?? 0) * probability);
}
