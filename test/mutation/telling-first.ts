import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The environment variable that names the checker being changed: `lost-task`. */
export const CHANGED = 'DOUBLERUN_CHANGED';

/** Puts the tests first that are likely to fail soon: those of the checker itself, then examples, then properties. */
export class TellingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => rank(a) - rank(b) || a.moduleId.localeCompare(b.moduleId));
  }
}

function rank({ moduleId }: TestSpecification): number {
  if (basename(moduleId, '.test.ts') === process.env[CHANGED]) return 0;
  return readFileSync(moduleId, 'utf8').includes("from 'fast-check'") ? 2 : 1;
}
