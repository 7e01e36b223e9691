import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../history/json.ts';
import { KEY_BYTES } from './channel.ts';
import type { Attempts } from './fence.ts';
import { SWARM_FOLDER } from './intake.ts';

const stateSchema = z.strictObject({
  /** The same as the job's label. */
  work: z.string(),
  image: z.string(),
  host: z.string(),
  port: z.int(),
  key: z.hex().length(2 * KEY_BYTES),
  /** Of each shard that was submitted again, the newest attempt. */
  attempts: z.record(z.string(), z.int().min(1)),
});
/** What a job's tasks know of the process that submitted it, and what that one has to keep: another one can only take its place with all of this. */
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

/** Keeps the newest attempts of a job that is written down. @throws Error where it is not. */
export function keepAttempts(runs: string, job: string, attempts: Attempts): void {
  const state = readJobState(runs, job);
  if (!state) throw new Error(`the job ${job} is not written down in ${runs}`);
  writeJobState(runs, job, { ...state, attempts });
}

export function removeJobState(runs: string, job: string): void {
  rmSync(fileOf(runs, job), { force: true });
}

function fileOf(runs: string, job: string): string {
  return join(runs, SWARM_FOLDER, `${job}.json`);
}
