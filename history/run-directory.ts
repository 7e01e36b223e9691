import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where a run's files are. */
export interface RunDirectory {
  readonly path: string;
  /** `<scenario>/<time>-<seed>`: the name of the run, everywhere. */
  readonly run: string;
  readonly events: string;
  readonly logs: string;
}

export const EVENTS_FILE = 'events.jsonl';
export const PLAN_FILE = 'plan.json';
export const ENVIRONMENT_FILE = 'environment.json';
export const CAMPAIGN_FILE = 'campaign.json';
export const VERDICT_FILE = 'verdict.json';
export const REPORT_FILE = 'report.html';
export const LOGS_FOLDER = 'logs';

/**
 * Makes `<root>/<scenario>/<UTC time>-<seed>/`, and points `<root>/<scenario>/latest` and `<root>/latest` at it. Never a directory that is
 * there already: a run of the same second and seed gets `-2`, `-3`, … behind its name.
 */
export function createRunDirectory(root: string, scenario: string, seed: number, start: Date): RunDirectory {
  const folder = join(root, scenario);
  mkdirSync(folder, { recursive: true });
  const name = claimFolder(folder, `${stampOf(start)}-${seed}`);
  point(join(folder, 'latest'), name);
  point(join(root, 'latest'), join(scenario, name));
  const path = join(folder, name);
  const logs = join(path, LOGS_FOLDER);
  mkdirSync(logs);
  return { path, run: `${scenario}/${name}`, events: join(path, EVENTS_FILE), logs };
}

/** Writes a JSON file of the run, whole or not at all. */
export function writeJson(
  directory: RunDirectory,
  name: 'plan' | 'verdict' | 'environment' | 'campaign',
  value: unknown,
): void {
  writeJsonFile(join(directory.path, `${name}.json`), value);
}

/** Writes a JSON file, whole or not at all. */
export function writeJsonFile(path: string, value: unknown): void {
  writeTextFile(path, `${JSON.stringify(value, undefined, 2)}\n`);
}

/** Writes a text file, whole or not at all; of two processes that write it at once, either. */
export function writeTextFile(path: string, text: string): void {
  const part = `${path}.${process.pid}.part`;
  writeFileSync(part, text);
  renameSync(part, path);
}

/** @returns a moment as names have it: `20261123T111204Z`. */
export function stampOf(moment: Date): string {
  return moment
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z');
}

/** Makes a folder that was not there, with `-2`, `-3`, … behind its name where it was. @returns its name. */
export function claimFolder(folder: string, wanted: string): string {
  for (let copy = 1; ; copy += 1) {
    const name = copy === 1 ? wanted : `${wanted}-${copy}`;
    try {
      mkdirSync(join(folder, name));
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** By rename, so that there is never a moment without the link. */
function point(link: string, target: string): void {
  const part = `${link}.${process.pid}`;
  symlinkSync(target, part);
  renameSync(part, link);
}
