import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LEDGER_FILE, readLedger } from '../ledger/ledger-file.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import { UsageError } from '../usage-error.ts';

export interface RunSet {
  readonly records: readonly LedgerRecord[];
  /** In words: what could not be read, and so is left out. */
  readonly problems: readonly string[];
}

/** Reads run sets: folders of runs, or ledgers. @throws UsageError where one is not there, or has no run. */
export function readRunSets(paths: readonly string[]): RunSet {
  const sets = paths.map(readRunSet);
  // Canaries tell of Doublerun, and not of what is compared.
  const records = sets.flatMap((set) => set.records.filter(({ campaign }) => campaign?.canary === undefined));
  if (records.length === 0)
    throw new UsageError(`--candidate ${paths.join(', ')}: there is no run in it but canaries, which are not compared`);
  return { records, problems: sets.flatMap(({ problems }) => problems) };
}

function readRunSet(path: string): RunSet {
  if (!existsSync(path)) throw new UsageError(`--candidate ${path}: there is no such folder of runs, nor ledger`);
  const file = statSync(path).isDirectory() ? join(path, LEDGER_FILE) : path;
  if (!existsSync(file))
    throw new UsageError(
      `--candidate ${path}: there is no ${LEDGER_FILE} in it; every run adds a line to that of its folder`,
    );
  const { records, unreadable } = readLedger(file);
  const problems = unreadable.length === 0 ? [] : [`${file}: ${linesInWords(unreadable)} left out`];
  if (records.length === 0)
    throw new UsageError([`--candidate ${path}: there is no run in it`, ...problems].join('\n'));
  return { records, problems };
}

/** `line 4 cannot be read and is`. Half a line is one of a killed process; others are of a newer Doublerun. */
function linesInWords(lines: readonly number[]): string {
  const [shown, more] = [lines.slice(0, MOST_LINES).join(', '), lines.length - MOST_LINES];
  if (lines.length === 1) return `line ${shown} cannot be read and is`;
  return `lines ${shown}${more > 0 ? ` and ${more} more` : ''} cannot be read and are`;
}

const MOST_LINES = 10;
