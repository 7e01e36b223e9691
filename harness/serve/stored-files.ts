import { constants } from 'node:fs';
import { type FileHandle, open, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { LOGS_FOLDER, REPORT_FILE } from '../../history/run-directory.ts';
import type { RunFile } from '../../report/serve/model.ts';
import { typeOf } from './headers.ts';

/** A stored file that may be served, open. Whoever gets it closes it. */
export interface OpenFile {
  readonly handle: FileHandle;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  /** Changes with what is in it. */
  readonly tag: string;
}

/**
 * Opens a file below a folder of runs, for reading. Links that stay inside are followed (`latest`).
 * @param segments of its path from the root: names, none of them `..`.
 * @returns nothing where there is none, it is of no kind that is served, is no plain file, or a link leads out of the folder.
 */
export async function openStored(root: string, segments: readonly string[]): Promise<OpenFile | undefined> {
  const name = segments.at(-1) ?? '';
  const type = typeOf(name);
  if (type === undefined) return undefined;
  const real = await insideOf(root, segments);
  // A link that is called report.html may lead to what is none.
  if (!real || typeOf(real.path) !== type) return undefined;
  try {
    // Without waiting: a pipe would never open.
    const handle = await open(real.path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const its = await handle.stat();
    if (its.isFile()) return { handle, name, type, bytes: its.size, tag: `"${its.ino}-${its.size}-${its.mtimeMs}"` };
    await handle.close();
    return undefined;
  } catch {
    return undefined;
  }
}

/** Where something really is. */
export interface RealPlace {
  readonly path: string;
  /** Of the path, from the folder: without links. */
  readonly segments: readonly string[];
}

/** Where something below a folder really is; nothing where it is not there, or not below it. */
export async function insideOf(root: string, segments: readonly string[]): Promise<RealPlace | undefined> {
  try {
    const [top, path] = await Promise.all([realpath(root), realpath(join(root, ...segments))]);
    return path.startsWith(`${top}${sep}`) ? { path, segments: path.slice(top.length + 1).split(sep) } : undefined;
  } catch {
    return undefined;
  }
}

/** In this order, then the others by name. */
const first = [REPORT_FILE, 'verdict.json', 'plan.json', 'environment.json', 'events.jsonl'];

/** The files of a run that can be served, those that are looked at most first. None where its directory is gone. */
export async function filesOf(folder: string): Promise<readonly RunFile[]> {
  const names = [
    ...(await namesIn(folder)),
    ...(await namesIn(join(folder, LOGS_FOLDER))).map((name) => `${LOGS_FOLDER}/${name}`),
  ];
  const files = await Promise.all(
    names.map(async (name) => {
      const its = await stat(join(folder, name)).catch(() => undefined);
      return its ? [{ name, bytes: its.size }] : [];
    }),
  );
  return files.flat().sort((a, b) => placeOf(a.name) - placeOf(b.name) || (a.name < b.name ? -1 : 1));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.') && typeOf(entry.name) !== undefined)
    .map(({ name }) => name);
}

function placeOf(name: string): number {
  const place = first.indexOf(name);
  return place === -1 ? first.length + (name.startsWith('logs/') ? 1 : 0) : place;
}
