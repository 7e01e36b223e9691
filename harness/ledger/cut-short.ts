import type { LedgerRecord } from './record.ts';

/**
 * What is kept of a run that was not brought to its end: nothing, unless it has proved something. That stands, and what else there would have been is not
 * known.
 */
export function cutShort(record: LedgerRecord): LedgerRecord | undefined {
  return record.proved.length === 0 ? undefined : { ...record, whole: false, cutShort: true };
}
