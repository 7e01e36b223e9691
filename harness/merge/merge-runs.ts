import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeTextFile } from '../../history/run-directory.ts';
import { LEDGER_FILE, readLedger } from '../ledger/ledger-file.ts';
import { lineOf } from '../ledger/line.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import { readName } from '../stored-runs/read-run.ts';
import { joinedLedger } from './joined-ledger.ts';

export interface Merged {
  /** Run directories that are new there, and those that were there already. */
  readonly copied: number;
  readonly same: number;
  /** Lines of the ledger now. */
  readonly records: number;
  /** In words: lines of ledgers that could not be read. */
  readonly problems: readonly string[];
}

/**
 * Joins folders of runs into one: each run directory once, and one ledger with one line for each run, in the order in which the runs began. The order of the
 * folders makes no difference to the ledger but for the names of different runs that have one name. Twice is once. What is in `into` stays: its own line of a
 * run before any other, and lines that cannot be read behind all that can.
 */
export function mergeRuns(sources: readonly string[], into: string): Merged {
  mkdirSync(into, { recursive: true });
  const found: LedgerRecord[] = [];
  const problems: string[] = [];
  let [copied, same] = [0, 0];
  for (const source of sources) {
    const names = new Map<string, string>();
    for (const run of runsIn(source)) {
      const { name, isNew } = takeRun(source, run, into);
      names.set(run, name);
      if (isNew) copied += 1;
      else same += 1;
    }
    const ledger = readLedger(join(source, LEDGER_FILE));
    if (ledger.unreadable.length > 0)
      problems.push(
        `${join(source, LEDGER_FILE)}: line ${ledger.unreadable.join(', ')} cannot be read, and is left out`,
      );
    found.push(...ledger.records.map((record) => renamed(record, names)));
  }
  const { records, unread } = joinedLedger(join(into, LEDGER_FILE), found);
  const lines = [...records.map(lineOf), ...unread];
  writeTextFile(join(into, LEDGER_FILE), lines.map((line) => `${line}\n`).join(''));
  return { copied, same, records: records.length, problems };
}

/** `<scenario>/<time>-<seed>` of each run directory below a folder. */
function runsIn(folder: string): readonly string[] {
  const foldersIn = (path: string): readonly string[] =>
    readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
  return foldersIn(folder).flatMap((scenario) =>
    foldersIn(join(folder, scenario)).flatMap((name) => (readName(name) ? [`${scenario}/${name}`] : [])),
  );
}

/** Copies a run directory, beside and then renamed, so that a half one never has its name. Two machines may have given one name to two runs. */
export function takeRun(source: string, run: string, into: string): { readonly name: string; readonly isNew: boolean } {
  const key = keyOf(join(source, run));
  // Its own name may have a number already, and names have no two.
  const plain = run.replace(/(Z-\d+)-\d+$/, '$1');
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? run : `${plain}-${number}`;
    const target = join(into, name);
    if (existsSync(target)) {
      if (keyOf(target) === key) return { name, isNew: false };
      continue;
    }
    const partial = join(into, '.partial');
    rmSync(partial, { recursive: true, force: true });
    cpSync(join(source, run), partial, { recursive: true });
    mkdirSync(join(target, '..'), { recursive: true });
    renameSync(partial, target);
    return { name, isNew: true };
  }
}

/** What a run directory is told from another by: its plan and its history. */
function keyOf(folder: string): string {
  const hash = createHash('sha256');
  for (const file of ['plan.json', 'events.jsonl']) {
    const path = join(folder, file);
    hash.update(existsSync(path) ? readFileSync(path) : '-');
  }
  return hash.digest('hex');
}

function renamed(record: LedgerRecord, names: ReadonlyMap<string, string>): LedgerRecord {
  const name = record.run === undefined ? undefined : names.get(record.run);
  return name === undefined ? record : { ...record, run: name };
}
