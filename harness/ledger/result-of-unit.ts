import { compare } from '../order.ts';
import { lineOf } from './line.ts';
import type { LedgerRecord } from './record.ts';

/**
 * What a unit has come to, of all its runs, whatever the order of their lines: a violation wins; else the first run that is whole; else the last
 * run. So a run that is done again hides no violation.
 */
export function resultOfUnit(records: readonly LedgerRecord[]): LedgerRecord | undefined {
  const inTime = inOrderOfTime(records);
  return inTime.find(isViolation) ?? firstWhole(inTime) ?? inTime.at(-1);
}

/** The run of a unit that says what was not there. @param inTime its runs, by when they began. */
export function firstWhole(inTime: readonly LedgerRecord[]): LedgerRecord | undefined {
  return inTime.find(({ whole }) => whole);
}

/** By when they began. Of two at once, always the same one is first, whatever machine each ran on. */
export function inOrderOfTime(records: readonly LedgerRecord[]): readonly LedgerRecord[] {
  return records.toSorted((a, b) => compare(a.at, b.at) || compare(lineOf(a), lineOf(b)));
}

export function isViolation({ verdict, proved }: LedgerRecord): boolean {
  return verdict === 'violation' || proved.some(({ violation }) => violation);
}
