import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../history/json.ts';
import { KEY_BYTES } from './channel.ts';
import { SWARM_FOLDER } from './intake.ts';

const stateSchema = z.strictObject({
  /** The same as the job's label. */
  work: z.string(),
  image: z.string(),
  host: z.string(),
  port: z.int(),
  key: z.hex().length(2 * KEY_BYTES),
});
/** What a job's tasks know of the process that submitted it: another one can only take its place with all of this. */
export type JobState = z.infer<typeof stateSchema>;

/** @returns nothing where this folder's runs are of no such job. */
export function readJobState(runs: string, job: string): JobState | undefined {
  const file = fileOf(runs, job);
  if (!existsSync(file)) return undefined;
  return stateSchema.safeParse(parseJson(readFileSync(file, 'utf8'))).data;
}

/** For nobody else to read: the key is in it. */
export function writeJobState(runs: string, job: string, state: JobState): void {
  const file = fileOf(runs, job);
  mkdirSync(dirname(file), { recursive: true });
  const part = `${file}.${process.pid}.part`;
  writeFileSync(part, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(part, file);
}

export function removeJobState(runs: string, job: string): void {
  rmSync(fileOf(runs, job), { force: true });
}

function fileOf(runs: string, job: string): string {
  return join(runs, SWARM_FOLDER, `${job}.json`);
}
