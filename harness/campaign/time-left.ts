import type { LedgerRecord } from '../ledger/record.ts';
import { median } from '../statistics/median.ts';
import { type Cell, keyOfCell } from './asked.ts';

/** A run of which nothing is known takes about so long, s. */
const UNKNOWN_SECONDS = 75;

/**
 * About how long so many lanes have to work on what is left, ms: each run as long as the median of its cell's runs, else of all runs.
 * @param done runs that say something; broken ones may have ended early.
 */
export function timeLeftMs(left: readonly Cell[], done: readonly LedgerRecord[], lanes: number): number {
  const seconds = (records: readonly LedgerRecord[]): number | undefined => median(records.map((each) => each.seconds));
  const known = Map.groupBy(
    done.filter(({ verdict }) => verdict !== 'broken'),
    keyOfCell,
  );
  const any = seconds(done) ?? UNKNOWN_SECONDS;
  const all = left.map((cell) => seconds(known.get(keyOfCell(cell)) ?? []) ?? any);
  return (all.reduce((sum, each) => sum + each, 0) * 1_000) / Math.max(1, lanes);
}

/** `~40 s`, `~14 min`, `~2 h 5 min`. */
export function timeInWords(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 2) return `~${Math.round(ms / 1_000)} s`;
  return minutes < 90 ? `~${minutes} min` : `~${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
