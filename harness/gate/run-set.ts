import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { plural } from '../../report/counts.ts';
import { LEDGER_FILE, readLedger } from '../ledger/ledger-file.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import { UsageError } from '../usage-error.ts';

export interface RunSet {
  readonly records: readonly LedgerRecord[];
  /** In words: what could not be read. */
  readonly problems: readonly string[];
}

/** Reads run sets: folders of runs, or ledgers. @throws UsageError where one is not there, or has no run. */
export function readRunSets(paths: readonly string[]): RunSet {
  const sets = paths.map(readRunSet);
  return { records: sets.flatMap(({ records }) => records), problems: sets.flatMap(({ problems }) => problems) };
}

function readRunSet(path: string): RunSet {
  if (!existsSync(path)) throw new UsageError(`--candidate ${path}: there is no such folder of runs, nor ledger`);
  const file = statSync(path).isDirectory() ? join(path, LEDGER_FILE) : path;
  if (!existsSync(file))
    throw new UsageError(
      `--candidate ${path}: there is no ${LEDGER_FILE} in it; every run adds a line to that of its folder`,
    );
  const { records, unreadable } = readLedger(file);
  const lines =
    unreadable.length === 0
      ? []
      : [
          `${file}: ${plural(unreadable.length, 'line')} cannot be read and ${unreadable.length === 1 ? 'is' : 'are'} left out: ${unreadable.slice(0, 10).join(', ')}${unreadable.length > 10 ? ', …' : ''}`,
        ];
  if (records.length === 0) throw new UsageError([`--candidate ${path}: there is no run in it`, ...lines].join('\n'));
  return { records, problems: lines };
}
