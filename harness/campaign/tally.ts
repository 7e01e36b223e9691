import { EXIT } from '../exit.ts';
import { median } from '../statistics/median.ts';
import { type Interval, wilsonInterval } from '../statistics/wilson.ts';
import type { Outcome } from './outcome.ts';

/** What came of many runs. `seen` of `of` is a rate: only runs that say something count. */
export interface Tally {
  readonly seen: number;
  readonly of: number;
  /** Wilson, 95 %. */
  readonly interval: Interval;
  /** Runs that say nothing: told apart, and never counted as not seen. */
  readonly inconclusive: number;
  readonly broken: number;
  /** Median over the runs that saw it: seconds from the first submission until it began; absent where none did. */
  readonly medianSeconds: number | undefined;
}

/** Counts. `seconds`: of a run that saw it, how long that took. */
export function tallyOf(runs: readonly { readonly outcome: Outcome; readonly seconds?: number | undefined }[]): Tally {
  const count = (wanted: Outcome): number => runs.filter(({ outcome }) => outcome === wanted).length;
  const seen = count('seen');
  const of = seen + count('not');
  return {
    seen,
    of,
    interval: wilsonInterval(seen, of),
    inconclusive: count('inconclusive'),
    broken: count('broken'),
    medianSeconds: median(
      runs.flatMap(({ outcome, seconds }) => (outcome === 'seen' && seconds !== undefined ? [seconds] : [])),
    ),
  };
}

/** Exit code of a search for a finding: seen at least once; else not seen; else, where no run says anything, the worse of why. */
export function exitCodeOfTally({ seen, of, broken }: Tally, { givenUp = false } = {}): number {
  if (seen > 0) return EXIT.pass;
  if (givenUp) return EXIT.broken;
  if (of > 0) return EXIT.violation;
  return broken > 0 ? EXIT.broken : EXIT.inconclusive;
}
