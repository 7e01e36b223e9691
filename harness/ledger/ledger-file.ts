import { closeSync, existsSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { reasonOf } from '../../history/reason.ts';
import { LineReader, lineOf, type ReadLine } from './line.ts';
import type { LedgerRecord } from './record.ts';

/** Beside the runs that it tells of. */
export const LEDGER_FILE = 'ledger.jsonl';

/** A run could not be added to its ledger, of which only a part of its line may be there. */
export class LedgerError extends Error {
  readonly code = 'LEDGER_SHORT_WRITE';

  constructor(message: string) {
    super(message);
    this.name = 'LedgerError';
  }
}

/**
 * Adds a run, one line, in one write at the file's end (O_APPEND), which local file systems do not mix with the writes of others: any number of
 * processes may add to one ledger at the same time. NFS does not promise that. Where a killed process has left half a line, that one is ended first.
 * @throws LedgerError, ZodError where it is no record, and the file system's errors.
 */
export function appendToLedger(file: string, record: LedgerRecord): void {
  const line = Buffer.from(`\n${lineOf(record)}\n`);
  const descriptor = openSync(file, 'a+');
  try {
    const wanted = endsWhole(descriptor) ? line.subarray(1) : line;
    if (writeSync(descriptor, wanted) === wanted.length) return;
    // Others may have written since: the rest would stand behind their lines. The half is ended, and all of it written once more.
    if (writeSync(descriptor, line) === line.length) return;
    throw new LedgerError('only half of its line could be written, twice');
  } finally {
    closeSync(descriptor);
  }
}

/** The same for a run that has more to say than its line in the ledger: what goes wrong is told in a sentence, and never thrown. */
export function keepInLedger(file: string, record: LedgerRecord, complain: (sentence: string) => void): void {
  try {
    appendToLedger(file, record);
  } catch (error) {
    complain(`This run is not in ${file} (${reasonOf(error)}); ./doublerun stats --rebuild puts it there.`);
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
  /** Numbers of the lines on which something is that is no record, from 1 on: half of one, or one of a newer Doublerun. */
  readonly unreadable: readonly number[];
}

/** Reads a ledger; one that is not there is empty. Cost: 100,000 lines of 800 bytes take about a second of an old processor. */
export function readLedger(file: string): Ledger {
  const records: LedgerRecord[] = [];
  const unreadable: number[] = [];
  for (const { number, record, half } of linesOfLedger(file)) {
    if (record) records.push(record);
    if (half) unreadable.push(number);
  }
  return { records, unreadable };
}

export interface LedgerLine extends ReadLine {
  /** From 1 on. */
  readonly number: number;
  readonly text: string;
}

/** The same line by line, so that a ledger may be longer than memory; blank lines are left out. */
export function* linesOfLedger(file: string): Generator<LedgerLine> {
  const reader = new LineReader();
  for (const { number, text } of linesIn(file)) yield { number, text, ...reader.read(text) };
}

const CHUNK_BYTES = 4 * 1024 * 1024;
const LINE_END = 0x0a;

/** The lines of a file that are not blank, with their numbers from 1 on; none where it is not there. Memory: one chunk, so that no file is too long. */
function* linesIn(file: string): Generator<{ readonly number: number; readonly text: string }> {
  if (!existsSync(file)) return;
  const descriptor = openSync(file, 'r');
  try {
    let number = 0;
    for (const piece of wholeLinesOf(descriptor)) {
      for (const text of piece.split('\n')) {
        number += 1;
        if (text !== '') yield { number, text };
      }
    }
  } finally {
    closeSync(descriptor);
  }
}

/** A file in pieces that end where a line does, each without its last line end. */
function* wholeLinesOf(descriptor: number): Generator<string> {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let rest = Buffer.alloc(0);
  for (;;) {
    const length = readSync(descriptor, chunk, 0, CHUNK_BYTES, null);
    if (length === 0) break;
    const read = chunk.subarray(0, length);
    const end = read.lastIndexOf(LINE_END);
    if (end >= 0) yield Buffer.concat([rest, read.subarray(0, end)]).toString();
    rest = end < 0 ? Buffer.concat([rest, read]) : Buffer.from(read.subarray(end + 1));
  }
  if (rest.length > 0) yield rest.toString();
}
