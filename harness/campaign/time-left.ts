import type { LedgerRecord } from '../ledger/record.ts';
import { median } from '../statistics/median.ts';
import { type Cell, keyOfCell } from './asked.ts';

/** A run of which nothing is known takes about so long, s. */
const UNKNOWN_SECONDS = 75;
/** A boot takes every core for so long, s: boots come one after the other, however many lanes there are. */
const BOOT_SECONDS = 30;

/** What is left of a campaign. */
export interface Left {
  /** The cell of each run. */
  readonly cells: readonly Cell[];
  /** Kinds of clusters that are needed and that no lane has yet. */
  readonly boots: number;
  readonly lanes: number;
}

/**
 * About how long lanes have to work on what is left, ms: each run as long as the median of its cell's runs, else of all runs; and each boot.
 * @param done what was run; broken runs may have ended early, and say nothing of how long one takes.
 */
export function timeLeftMs({ cells, boots, lanes }: Left, done: readonly LedgerRecord[]): number {
  const whole = done.filter(({ verdict }) => verdict !== 'broken');
  const secondsOf = (records: readonly LedgerRecord[]): number | undefined =>
    median(records.map((each) => each.seconds));
  const any = secondsOf(whole) ?? UNKNOWN_SECONDS;
  const known = new Map([...Map.groupBy(whole, keyOfCell)].map(([cell, records]) => [cell, secondsOf(records)]));
  const runs = cells.reduce((sum, cell) => sum + (known.get(keyOfCell(cell)) ?? any), 0);
  return (runs / Math.max(1, lanes) + boots * BOOT_SECONDS) * 1_000;
}

/** `3 lanes, ~14 min left`; where a budget ends before, `3 lanes, ~10 min of the budget left`. `budgetMs`: what is left of it. */
export function leftInWords(ms: number, budgetMs: number, lanes: number): string {
  const time = ms <= budgetMs ? `${timeInWords(ms)} left` : `${timeInWords(Math.max(0, budgetMs))} of the budget left`;
  return `${lanes} ${lanes === 1 ? 'lane' : 'lanes'}, ${time}`;
}

/** `~40 s`, `~14 min`, `~2 h 5 min`. */
export function timeInWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 2) return `~${Math.round(ms / 1_000)} s`;
  return minutes < 90 ? `~${minutes} min` : `~${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
