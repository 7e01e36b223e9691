import { join } from 'node:path';
import { judge } from '../../checkers/judge.ts';
import { readJournal, type StoredHistory } from '../../history/journal.ts';
import { reasonOf } from '../../history/reason.ts';
import { EVENTS_FILE, REPORT_FILE } from '../../history/run-directory.ts';
import { MICROS_PER_SECOND } from '../../history/time.ts';
import { UsageError } from '../usage-error.ts';
import { type ArchiveFile, archiveOf } from './archive.ts';
import { type CleanRun, cleaned } from './clean.ts';
import { stretchesOfFindings } from './log-stretches.ts';
import { readRun, type StoredRun } from './parts.ts';
import { readMe } from './read-me.ts';

/** Most that an archive may have, bytes: what issue trackers and mail take. */
export const MOST_BYTES = 20_000_000;
/** Logs are not cut shorter than this, bytes: less is not worth having. */
const LEAST_LOG = 4_096;
/** Of the room that an estimate leaves, so much is used: what is cut out of a log compresses better than what stays. */
const CAUTION = 0.8;

export interface Bundle {
  /** The folder in the archive; the archive is best called after it. */
  readonly folder: string;
  readonly archive: Buffer;
  /** In words, for the terminal: what is missing, was left out, cut or removed. */
  readonly remarks: readonly string[];
}

/**
 * One archive of a stored run, that can be judged and replayed where it is unpacked: the same bytes for the same run. Too big, it loses the middle of its
 * logs, then its report, then its logs; never its history.
 * @param most bytes of the archive.
 * @throws UsageError where there is no run, or its history alone is too big.
 */
export async function bundle(path: string, most: number = MOST_BYTES): Promise<Bundle> {
  const run = readRun(path);
  const { history, unreadable } = await historyOf(run);
  const verdict = history && judge(history.events, history);
  const findings = verdict ? [...verdict.violations, ...verdict.doubts, ...verdict.notes] : [];
  const events = history?.events ?? [];
  const matter = stretchesOfFindings(events, findings);
  const begin = events[0]?.at ?? 0;

  const attempt = async (part: Part, mostOfLog: number, leftOut: readonly string[]): Promise<Made> => {
    const clean = cleaned(part, mostOfLog, matter);
    const contents = { folder: run.name, clean, events, verdict, unreadable, missing: run.missing, leftOut };
    const files = [{ name: 'README.txt', content: Buffer.from(readMe(contents)) }, ...filesOf(clean)];
    const archive = await archiveOf(run.name, files, Math.floor(begin / MICROS_PER_SECOND));
    return { archive, clean, leftOut };
  };

  const made = await smallEnough(run, most, attempt);
  if (made.archive.length > most) {
    throw new UsageError(
      `the history of ${path} alone makes ${inMegabytes(made.archive.length)}, and ${inMegabytes(most)} is the most; ./doublerun shrink ${path} --history finds a smaller one`,
    );
  }
  return { folder: run.name, archive: made.archive, remarks: remarksOf(run, made, unreadable) };
}

interface Made {
  readonly archive: Buffer;
  readonly clean: CleanRun;
  readonly leftOut: readonly string[];
}

type Part = Pick<StoredRun, 'files' | 'logs'>;

/** @returns the first that is small enough, or else the smallest that there is. */
async function smallEnough(
  { files, logs }: StoredRun,
  most: number,
  attempt: (part: Part, mostOfLog: number, leftOut: readonly string[]) => Promise<Made>,
): Promise<Made> {
  const withoutReport = new Map([...files].filter(([name]) => name !== REPORT_FILE));
  let bare: Made | undefined;
  for (const [some, leftOut] of [[files, []] as const, [withoutReport, [REPORT_FILE]] as const]) {
    let made = await attempt({ files: some, logs }, Number.POSITIVE_INFINITY, leftOut);
    if (made.archive.length <= most) return made;
    bare = await attempt({ files: some, logs: new Map() }, 0, [...leftOut, 'logs/']);
    const room = most - bare.archive.length;
    for (let mostOfLog = longest(logs); room > 0 && mostOfLog > LEAST_LOG; ) {
      const taken = made.archive.length - bare.archive.length;
      mostOfLog = Math.max(LEAST_LOG, Math.floor(mostOfLog * CAUTION * Math.min(1, room / taken)));
      made = await attempt({ files: some, logs }, mostOfLog, leftOut);
      if (made.archive.length <= most) return made;
    }
  }
  return bare ?? attempt({ files, logs }, 0, []);
}

async function historyOf({
  files,
  folder,
}: StoredRun): Promise<{ readonly history?: StoredHistory; readonly unreadable: string | undefined }> {
  if (!files.has(EVENTS_FILE)) return { unreadable: `it left no ${EVENTS_FILE}` };
  try {
    return { history: await readJournal(join(folder, EVENTS_FILE)), unreadable: undefined };
  } catch (error) {
    return { unreadable: reasonOf(error) };
  }
}

function filesOf({ files, logs }: CleanRun): readonly ArchiveFile[] {
  return [
    ...[...files].map(([name, content]) => ({ name, content })),
    ...[...logs].map(([name, content]) => ({ name: `logs/${name}`, content })),
  ];
}

function longest(logs: ReadonlyMap<string, Buffer>): number {
  return Math.max(0, ...[...logs.values()].map(({ length }) => length));
}

function remarksOf(
  { missing }: StoredRun,
  { clean, leftOut }: { readonly clean: CleanRun; readonly leftOut: readonly string[] },
  unreadable: string | undefined,
): readonly string[] {
  const removed = [...clean.removed.values()].flatMap((counts) => [...counts.values()]).reduce((a, b) => a + b, 0);
  return [
    ...(missing.length === 0 ? [] : [`not there, and so not in it: ${missing.join(', ')}`]),
    ...(unreadable === undefined ? [] : [`its history cannot be read: ${unreadable}`]),
    ...(leftOut.length === 0 ? [] : [`left out, since it would have been too big: ${leftOut.join(', ')}`]),
    ...(clean.cut.size === 0
      ? []
      : [`cut in the middle, around findings: ${[...clean.cut.keys()].map((name) => `logs/${name}`).join(', ')}`]),
    `${removed} ${removed === 1 ? 'secret was' : 'secrets were'} removed; README.txt in it says what was looked for`,
  ];
}

/** `1.2 MB`. */
export function inMegabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(bytes < 100_000 ? 2 : 1)} MB`;
}
