import { linesOfLedger } from '../ledger/ledger-file.ts';
import { lastBegin, lineOf } from '../ledger/line.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import { inOrderOfTime } from '../ledger/result-of-unit.ts';

/** A ledger with what was found elsewhere. */
export interface JoinedLedger {
  /** One of each run, in the order in which they began. */
  readonly records: readonly LedgerRecord[];
  /** What is in the ledger and is no record: of a newer Doublerun, or half a line. */
  readonly unread: readonly string[];
}

/**
 * Joins a ledger and records of other ledgers: a run that the ledger has is not taken once more, though its line may have been written by another version of
 * Doublerun. A run without a directory is known by its line alone.
 */
export function joinedLedger(ledger: string, found: readonly LedgerRecord[]): JoinedLedger {
  const own: LedgerRecord[] = [];
  const unread: string[] = [];
  for (const { text, record, half } of linesOfLedger(ledger)) {
    if (record) own.push(record);
    if (half) unread.push(record ? text.slice(0, lastBegin(text)) : text);
  }
  const have = new Set<string>();
  const firstOf = (
    records: readonly LedgerRecord[],
    keyOf: (record: LedgerRecord) => string,
  ): readonly LedgerRecord[] => records.filter((record) => !have.has(keyOf(record)) && have.add(keyOf(record)));
  // Of its own two lines of one run both stay: nobody knows which of them is right.
  const kept = firstOf(own, lineOf);
  for (const record of own) have.add(keyOfRun(record));
  return { records: inOrderOfTime([...kept, ...firstOf(inOrderOfTime(found), keyOfRun)]), unread };
}

/** The same for every line of one run. Runs of two machines may have one name: two shards begin the same canary in the same second. */
function keyOfRun(record: LedgerRecord): string {
  const { run, at, campaign } = record;
  return run === undefined ? lineOf(record) : JSON.stringify([run, at, campaign?.unit, campaign?.shard]);
}
