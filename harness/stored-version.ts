import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { DEFAULT_VERSION } from '../cluster/images/recipes.ts';
import { parseJson } from '../history/json.ts';
import { ENVIRONMENT_FILE } from '../history/run-directory.ts';
import { openShrinkFolder } from './shrink/folder.ts';

const environmentSchema = z.looseObject({ dolphinscheduler: z.looseObject({ version: z.string() }) });

/**
 * Which version of DolphinScheduler a stored plan was made to run on.
 * @param path a run directory, the folder of a shrink, or the plan in one of them.
 * @returns nothing where that is not written there: the run had ended before, or the plan is of no run.
 * @throws UsageError where the folder of a shrink cannot be read.
 */
export function storedVersion(path: string): string | undefined {
  const folder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : dirname(path);
  const file = join(folder, ENVIRONMENT_FILE);
  if (!existsSync(file)) return openShrinkFolder(folder)?.start.dolphinscheduler;
  return environmentSchema.safeParse(parseJson(readFileSync(file, 'utf8'))).data?.dolphinscheduler.version;
}

/** The version to run a stored plan on, and, where that is another than its own, a line that says so. `asked`: by the user. */
export function chooseVersion(
  stored: string | undefined,
  asked: string | undefined,
): { readonly version: string; readonly differs?: string } {
  const version = asked ?? stored ?? DEFAULT_VERSION;
  if (stored === undefined || version === stored) return { version };
  return { version, differs: `the stored run was on DolphinScheduler ${stored}; it is run on ${version} now` };
}
