import type { Rate } from '../../report/serve/model.ts';
import { wilsonInterval } from './wilson.ts';

/** So many of the last answers are held against those before them. */
const RECENT = 10;

export function rateOf(seen: number, of: number): Rate {
  return { seen, of, interval: wilsonInterval(seen, of) };
}

export interface RateTrend {
  readonly recent: Rate;
  readonly before: Rate;
  /** Their intervals have nothing in common. */
  readonly changed: boolean;
}

/** The last ten answers against those before them; nothing where there are no more. `answers`: oldest first. */
export function trendOfAnswers(answers: readonly boolean[]): RateTrend | undefined {
  if (answers.length <= RECENT) return undefined;
  const [before, recent] = [answers.slice(0, -RECENT), answers.slice(-RECENT)].map(rateOfAnswers);
  return before && recent && { recent, before, changed: areApart(recent, before) };
}

export function rateOfAnswers(answers: readonly boolean[]): Rate {
  return rateOf(answers.filter((answer) => answer).length, answers.length);
}

function areApart({ interval: a }: Rate, { interval: b }: Rate): boolean {
  return a.low > b.high || b.low > a.high;
}
