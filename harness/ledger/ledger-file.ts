import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { parseJson } from '../../history/json.ts';
import { type LedgerRecord, ledgerRecordSchema } from './record.ts';

/** Beside the runs that it tells of. */
export const LEDGER_FILE = 'ledger.jsonl';

/**
 * Adds a run, one line, in one write: several processes may add to one ledger at the same time. Where a killed process has left half a line, that
 * one is ended first.
 */
export function appendToLedger(file: string, record: LedgerRecord): void {
  const descriptor = openSync(file, 'a+');
  try {
    const line = `${JSON.stringify(record)}\n`;
    writeSync(descriptor, endsWhole(descriptor) ? line : `\n${line}`);
  } finally {
    closeSync(descriptor);
  }
}

function endsWhole(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, size - 1);
  return last.toString() === '\n';
}

export interface Ledger {
  /** In the order in which the runs ended. */
  readonly records: readonly LedgerRecord[];
  /** Numbers of the lines that are no record, from 1 on: half of one, or of another version. */
  readonly unreadable: readonly number[];
}

/** Reads a ledger; one that is not there is empty. */
export function readLedger(file: string): Ledger {
  if (!existsSync(file)) return { records: [], unreadable: [] };
  const records: LedgerRecord[] = [];
  const unreadable: number[] = [];
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (line === '') continue;
    const result = ledgerRecordSchema.safeParse(parseJson(line));
    if (result.success) records.push(result.data);
    else unreadable.push(index + 1);
  }
  return { records, unreadable };
}
