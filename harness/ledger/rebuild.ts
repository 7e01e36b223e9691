import { appendFileSync, closeSync, existsSync, linkSync, openSync, renameSync, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { HistoryEvent } from '../../history/event.ts';
import { parseJson } from '../../history/json.ts';
import { reasonOf } from '../../history/reason.ts';
import { stampOf } from '../../history/run-directory.ts';
import { MICROS_PER_MS, MS_PER_SECOND } from '../../history/time.ts';
import { plural } from '../../report/counts.ts';
import type { StoredRun } from '../../report/stored/model.ts';
import { judgeStored } from '../stored-runs/judge-stored.ts';
import { StoredRuns } from '../stored-runs/stored-runs.ts';
import { InterruptError } from '../usage-error.ts';
import { linesOfLedger } from './ledger-file.ts';
import { lineOf } from './line.ts';
import type { LedgerRecord } from './record.ts';
import { ledgerRecordOf } from './record-of.ts';

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

/** A run judged again: what its line is made of, but for what only the old ledger may know. */
interface Rejudged {
  readonly recordWith: (old: LedgerRecord | undefined) => LedgerRecord | undefined;
}

/**
 * Makes a ledger anew of the stored runs, judged again one at a time. What only the old one knows is kept: when exactly a run began, how long it took with
 * its cluster, its campaign; and whole lines of runs whose folders are gone, or that never had one, or that this Doublerun cannot read. Runs that go on, were
 * killed or were interrupted have no line, as they have none when they end. Other processes may add runs meanwhile. Where the output is the old
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
  const ended = stored.runs.filter(({ status }) => status !== 'running' && status !== 'cut short');
  const judged = await judgeAll(root, ended, tell, signal);
  const old = readOld(ledger);
  const anew = [...judged].flatMap(([run, { recordWith }]): readonly OldLine[] => {
    const record = recordWith(old.byRun.get(run)?.record);
    if (!record) tell(`${run}: left out, as nothing says on which DolphinScheduler it was`);
    return record ? [{ at: record.at, text: lineOf(record) }] : [];
  });
  const gone = [...old.byRun].flatMap(([run, line]): readonly OldLine[] => (judged.has(run) ? [] : [line]));
  const kept = [...gone, ...old.others];
  const before = resolve(output) === resolve(ledger) && existsSync(ledger) ? besideOf(ledger) : undefined;
  if (before !== undefined) linkSync(ledger, before);
  writeLines(
    output,
    [...anew, ...kept].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
  );
  if (before !== undefined) addNews(before, output, old, new Set(judged.keys()));
  const without = stored.runs.length - judged.size;
  tell(
    `${output}: ${plural(judged.size, 'run')} judged again, ${plural(kept.length, 'line')} kept as ${kept.length === 1 ? 'it was' : 'they were'}` +
      `${without > 0 ? `, ${plural(without, 'run')} without a line (they go on, or were killed or interrupted, or cannot be read)` : ''}` +
      `${before === undefined ? '' : `; what it was before is in ${before}`}`,
  );
}

async function judgeAll(
  root: string,
  runs: readonly StoredRun[],
  tell: (sentence: string) => void,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Rejudged>> {
  const judged = new Map<string, Rejudged>();
  let told = performance.now();
  for (const [index, { run, at }] of runs.entries()) {
    if (signal.aborted) throw new InterruptError();
    try {
      const rejudged = await again(root, run, at);
      if (rejudged) judged.set(run, rejudged);
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

/** `began`: ms since the epoch, as the directory's name has it. @returns nothing of a run that was interrupted. */
async function again(root: string, run: string, began: number): Promise<Rejudged | undefined> {
  const { plan, events, result } = await judgeStored(root, run);
  if (events.some((event) => event.type === 'run.end' && event.outcome === 'interrupted')) return undefined;
  const length = secondsFrom(began, events);
  return {
    recordWith: (old) => {
      const version = result.environment?.dolphinscheduler.version ?? old?.version;
      if (version === undefined) return undefined;
      const campaign = old?.campaign ? { campaign: old.campaign } : {};
      const context = { version, at: new Date(old?.at ?? began), ...campaign };
      return ledgerRecordOf(plan, { kind: 'ran', result, seconds: old?.seconds ?? length }, context);
    },
  };
}

/** To its last event: how long it took to remove the cluster is not known. */
function secondsFrom(began: number, events: readonly HistoryEvent[]): number {
  const last = events.reduce((latest, { at }) => Math.max(latest, at), 0);
  return Math.max(0, Math.round(last / MICROS_PER_MS - began) / MS_PER_SECOND);
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
  return parseJson(text) === undefined ? text.slice(text.lastIndexOf('{"at":')) : text;
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
