import { appendFileSync, closeSync, existsSync, linkSync, openSync, renameSync, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseJson } from '../../history/json.ts';
import { reasonOf } from '../../history/reason.ts';
import { stampOf } from '../../history/run-directory.ts';
import { plural } from '../../report/counts.ts';
import type { StoredRun } from '../../report/stored/model.ts';
import { StoredRuns } from '../stored-runs/stored-runs.ts';
import { InterruptError } from '../usage-error.ts';
import { type FromDisk, runFromDisk } from './from-disk.ts';
import { linesOfLedger } from './ledger-file.ts';
import { lastBegin, lineOf } from './line.ts';
import type { LedgerRecord } from './record.ts';

/** How often it says how far it is, ms. */
const TELL_EVERY_MS = 10_000;

export interface Rebuild {
  /** The folder of runs. */
  readonly runs: string;
  /** What there is of a ledger. */
  readonly ledger: string;
  /** The ledger to be made; may be the same file. */
  readonly output: string;
}

/**
 * Makes a ledger anew of the stored runs, judged again one at a time. What only the old one knows is kept: when exactly a run began, how long it took with
 * its cluster, its campaign; and whole lines of runs whose folders are gone, or that never had one, or that this Doublerun cannot read. Runs that were
 * killed or interrupted have a line where they prove something; those that go on have none. Other processes may add runs meanwhile. Where the output is the old
 * ledger, that one stays beside it. Cost: as `check` of each run.
 * @param tell takes what goes on and what cannot be done, a sentence each.
 * @throws InterruptError, with everything as it was; and the file system's errors.
 */
export async function rebuildLedger(
  { runs, ledger, output }: Rebuild,
  tell: (sentence: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const root = resolve(runs);
  const stored = new StoredRuns(root).list(Date.now());
  for (const problem of stored.problems) tell(problem);
  const ended = stored.runs.filter(({ status }) => status !== 'running');
  const judged = await judgeAll(root, ended, tell, signal);
  const old = readOld(ledger);
  const anew = new Map<string, OldLine>();
  for (const [run, { recordWith }] of judged) {
    const record = recordWith(old.byRun.get(run)?.record);
    if (record === 'no version') tell(`${run}: left out, as nothing says on which DolphinScheduler it was`);
    else if (record !== 'nothing') anew.set(run, { at: record.at, text: lineOf(record) });
  }
  const gone = [...old.byRun].flatMap(([run, line]): readonly OldLine[] => (anew.has(run) ? [] : [line]));
  const kept = [...gone, ...old.others];
  const before = resolve(output) === resolve(ledger) && existsSync(ledger) ? besideOf(ledger) : undefined;
  if (before !== undefined) linkSync(ledger, before);
  writeLines(
    output,
    [...anew.values(), ...kept].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
  );
  if (before !== undefined) addNews(before, output, old, new Set(anew.keys()));
  const without = stored.runs.length - anew.size;
  tell(
    `${output}: ${plural(anew.size, 'run')} judged again, ${plural(kept.length, 'line')} kept as ${kept.length === 1 ? 'it was' : 'they were'}` +
      `${without > 0 ? `, ${plural(without, 'run')} without a line (they go on, or were killed or interrupted, or cannot be read)` : ''}` +
      `${before === undefined ? '' : `; what it was before is in ${before}`}`,
  );
}

async function judgeAll(
  root: string,
  runs: readonly StoredRun[],
  tell: (sentence: string) => void,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, FromDisk>> {
  const judged = new Map<string, FromDisk>();
  let told = performance.now();
  for (const [index, { run, at }] of runs.entries()) {
    if (signal.aborted) throw new InterruptError();
    try {
      judged.set(run, await runFromDisk(root, run, at));
    } catch (error) {
      // Each thing that is wrong has a line of its own; of a plan of an old version that is all of it.
      tell(`left as it is: ${reasonOf(error).split('\n', 1)[0]}`);
    }
    if (performance.now() - told < TELL_EVERY_MS) continue;
    tell(`judging stored runs again: ${index + 1} of ${runs.length}`);
    told = performance.now();
  }
  return judged;
}

interface OldLine {
  readonly at: string;
  readonly text: string;
}

interface Old {
  readonly byRun: ReadonlyMap<string, OldLine & { readonly record: LedgerRecord }>;
  /** Of runs without a directory, and of newer Doubleruns. Halves are not among them. */
  readonly others: readonly OldLine[];
  /** The last line, which another process may still have been writing. */
  readonly last: { readonly number: number; readonly text: string };
}

function readOld(ledger: string): Old {
  const byRun = new Map<string, OldLine & { readonly record: LedgerRecord }>();
  const others: OldLine[] = [];
  let last = { number: 0, text: '' };
  for (const { number, text, record } of linesOfLedger(ledger)) {
    last = { number, text };
    const { run } = record ?? {};
    if (record && run !== undefined) byRun.set(run, { at: record.at, text: lineIn(text), record });
    else if (record || parseJson(text) !== undefined) others.push({ at: record?.at ?? '', text: lineIn(text) });
  }
  return { byRun, others, last };
}

/** A line without the half that may stand before it. */
function lineIn(text: string): string {
  return parseJson(text) === undefined ? text.slice(lastBegin(text)) : text;
}

/** What others have added to the old ledger since it was read. */
function addNews(before: string, output: string, { last }: Old, judged: ReadonlySet<string>): void {
  for (const { number, text, record } of linesOfLedger(before)) {
    const known = number < last.number || (number === last.number && text === last.text);
    if (known || !record || (record.run !== undefined && judged.has(record.run))) continue;
    appendFileSync(output, `${lineIn(text)}\n`);
  }
}

function besideOf(ledger: string): string {
  const name = basename(ledger).replace(/(\.jsonl)?$/, `.before-${stampOf(new Date())}.jsonl`);
  return join(dirname(ledger), name);
}

/** Whole or not at all. */
function writeLines(path: string, lines: readonly OldLine[]): void {
  const part = `${path}.${process.pid}.part`;
  const file = openSync(part, 'w');
  try {
    for (const { text } of lines) writeSync(file, `${text}\n`);
  } finally {
    closeSync(file);
  }
  renameSync(part, path);
}
