import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '../history/reason.ts';
import { PLAN_FILE } from '../history/run-directory.ts';
import { problemsOf } from './plan-problems.ts';
import { type Plan, planSchema } from './plan-schema.ts';
import { UsageError } from './usage-error.ts';

/**
 * Reads the plan of a stored run, or a plan file.
 * @throws UsageError that names file and field.
 */
export function loadPlan(path: string): Plan {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat)
    throw new UsageError(`there is no ${path}; give a run directory (runs/<scenario>/<run>) or a ${PLAN_FILE} of one`);
  const file = stat.isDirectory() ? join(path, PLAN_FILE) : path;
  return parsePlan(readPlan(file), file);
}

/** @throws UsageError that names file and field; of a value that is no plan, each thing that is wrong with it. */
export function parsePlan(text: string, file: string): Plan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${reasonOf(error)}`);
  }
  const result = planSchema.safeParse(value);
  const problems = result.success
    ? problemsOf(result.data).map((problem) => `${file}: ${problem}`)
    : result.error.issues.map(({ path, message }) => `${file}, ${path.join('.') || 'plan'}: ${message}`);
  if (result.success && problems.length === 0) return result.data;
  throw new UsageError(problems.join('\n'));
}

function readPlan(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${reasonOf(error)}`);
  }
}
