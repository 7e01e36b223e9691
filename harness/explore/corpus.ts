import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../history/json.ts';
import { writeJsonFile } from '../../history/run-directory.ts';
import { planSchema } from '../plan-schema.ts';
import { UsageError } from '../usage-error.ts';
import type { CorpusEntry } from './explore.ts';

const entrySchema = z.strictObject({
  plan: planSchema,
  features: z.array(z.string()),
  near: z.array(z.string()),
  run: z.string(),
});

/**
 * The corpus of the explorations before, in the order in which it grew; empty where there was none. Makes the folder.
 * @throws UsageError that names a file which cannot be read.
 */
export function readCorpus(folder: string): readonly CorpusEntry[] {
  mkdirSync(folder, { recursive: true });
  const files = readdirSync(folder).filter((file) => /^\d+\.json$/.test(file));
  return files.sort().map((file) => {
    const path = join(folder, file);
    const { data } = entrySchema.safeParse(parseJson(readFileSync(path, 'utf8')));
    if (data) return data;
    throw new UsageError(`${path} is no plan that explore can read; remove it, or explore into another --folder`);
  });
}

/** Writes an entry, the first with number 1, as `0001.json`. */
export function writeCorpusEntry(folder: string, number: number, entry: CorpusEntry): void {
  writeJsonFile(join(folder, `${String(number).padStart(4, '0')}.json`), entry);
}
