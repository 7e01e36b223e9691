import type { Slicing } from '../../report/stats/model.ts';
import { systemOf } from '../../report/stored/words.ts';
import type { LedgerRecord } from './record.ts';

const DAY_MS = 86_400_000;

/** What a run's slice is called. */
export function sliceOf(record: Pick<LedgerRecord, 'at' | 'version' | 'build'>, by: Slicing): string {
  switch (by) {
    case 'night':
      return nightOf(Date.parse(record.at));
    case 'week':
      return weekOf(Date.parse(record.at));
    case 'version':
      return systemOf(record);
    default:
      return by satisfies never;
  }
}

/** `2026-11-23/24`: from noon to noon in UTC, so that what begins before midnight and ends after it is one night. `at`: ms since the epoch. */
export function nightOf(at: number): string {
  const evening = Math.floor(at / DAY_MS - 0.5) * DAY_MS;
  return `${dayOf(evening)}/${dayOf(evening + DAY_MS).slice(-2)}`;
}

/** `2026-W48`: ISO 8601, from Monday on, in UTC. The year is that of the week's Thursday. */
export function weekOf(at: number): string {
  const day = Math.floor(at / DAY_MS);
  // Day 0 was a Thursday.
  const thursday = day - ((day + 3) % 7) + 3;
  const year = new Date(thursday * DAY_MS).getUTCFullYear();
  const first = Date.UTC(year, 0, 1) / DAY_MS;
  return `${year}-W${String(Math.floor((thursday - first) / 7) + 1).padStart(2, '0')}`;
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
