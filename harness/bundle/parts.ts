import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ENVIRONMENT_FILE, EVENTS_FILE, LOGS_FOLDER, PLAN_FILE, REPORT_FILE } from '../../history/run-directory.ts';
import { UsageError } from '../usage-error.ts';

/** What a run directory has, and what each file is; in the order in which an archive holds them. */
export const runFiles = {
  [PLAN_FILE]: 'the plan: every choice made, what replay runs',
  [ENVIRONMENT_FILE]: 'versions, images, engine and host that it ran on',
  'verdict.json': 'the verdict, as the run ended',
  [EVENTS_FILE]: 'the history: what every witness saw, one event a line',
  [REPORT_FILE]: 'the report: open it in a browser',
} as const;
type RunFile = keyof typeof runFiles;
const names = Object.keys(runFiles) as readonly RunFile[];

/** A run directory as it is on disk, whole in memory. */
export interface StoredRun {
  readonly folder: string;
  /** `<scenario>-<time>-<seed>`, as its folders are called. */
  readonly name: string;
  readonly files: ReadonlyMap<RunFile, Buffer>;
  /** By name within `logs/`, in order of their names. */
  readonly logs: ReadonlyMap<string, Buffer>;
  /** In words, what a whole run has and this one has not. */
  readonly missing: readonly string[];
}

/**
 * Reads a run directory, or that of the file that is named. What is no file of a run's, or a link, is left alone: a link may lead anywhere.
 * @throws UsageError where there is nothing of a run.
 */
export function readRun(path: string): StoredRun {
  const folder = runFolder(path);
  const files = new Map(names.flatMap((name) => plainFile(join(folder, name), (content) => [name, content] as const)));
  const logs = new Map(
    logNames(folder).flatMap((name) =>
      plainFile(join(folder, LOGS_FOLDER, name), (content) => [name, content] as const),
    ),
  );
  if (files.size === 0 && logs.size === 0)
    throw new UsageError(`${path} holds nothing of a run; give a run directory (runs/<scenario>/<run>)`);
  const absent = names.filter((name) => !files.has(name));
  const name = `${basename(dirname(folder))}-${basename(folder)}`.replaceAll(/[^\w.-]+/g, '_');
  return { folder, name, files, logs, missing: [...absent, ...(logs.size === 0 ? [`${LOGS_FOLDER}/`] : [])] };
}

function runFolder(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new UsageError(`there is no ${path}; give a run directory (runs/<scenario>/<run>)`);
  const real = realpathSync(path);
  return stat.isDirectory() ? real : dirname(real);
}

function logNames(folder: string): readonly string[] {
  const stat = lstatSync(join(folder, LOGS_FOLDER), { throwIfNoEntry: false });
  return stat?.isDirectory() ? readdirSync(join(folder, LOGS_FOLDER)).sort() : [];
}

function plainFile<T>(path: string, use: (content: Buffer) => T): readonly T[] {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ? [use(readFileSync(path))] : [];
}
