import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { Survivor } from './survivor.ts';

/**
 * Survivors that are there for a reason, usually that the change makes no difference which anybody could see. `explained/<checker>.json`
 * has those of `checkers/<checker>.ts`.
 */
const schema = z
  .array(z.strictObject({ line: z.string(), becomes: z.array(z.string()).nonempty(), because: z.string().min(10) }))
  .readonly();

const folder = join(import.meta.dirname, 'explained');

/** @returns the survivors of a checker, by its path from the root of the repository, that have an explanation. @throws Error where its file is malformed. */
export function explainedOf(file: string): readonly Survivor[] {
  const path = join(folder, `${basename(file, '.ts')}.json`);
  if (!existsSync(path)) return [];
  const explanations = schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  return explanations.flatMap(({ line, becomes }) => becomes.map((each) => ({ file, line, becomes: each })));
}

/** @returns the checkers of which there are explanations, by their paths from the root of the repository. */
export function explainedFiles(): readonly string[] {
  return readdirSync(folder).map((name) => `checkers/${basename(name, '.json')}.ts`);
}

/** What does not fit: survivors without an explanation, and explanations of what did not survive. */
export interface Misfits {
  readonly unexplained: readonly Survivor[];
  readonly obsolete: readonly Survivor[];
}

export function misfits(survivors: readonly Survivor[], explained: readonly Survivor[]): Misfits {
  const survived = new Set(survivors.map(nameOf));
  const known = new Set(explained.map(nameOf));
  return {
    unexplained: survivors.filter((survivor) => !known.has(nameOf(survivor))),
    obsolete: explained.filter((survivor) => !survived.has(nameOf(survivor))),
  };
}

function nameOf({ file, line, becomes }: Survivor): string {
  return [file, line, becomes].join('\n');
}
