import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { sourcesBeside } from '../load-scenario.ts';
import { UsageError } from '../usage-error.ts';
import { type Matrix, parseMatrix } from './file.ts';

/**
 * Loads a matrix from a file. Scenarios that it names by a path are looked for from where it is.
 * @throws UsageError that names file, line and field.
 */
export function loadMatrix(path: string): Matrix {
  if (!existsSync(path)) throw new UsageError(`there is no ${path}; ./doublerun matrix --help shows what is in one`);
  return parseMatrix(readFileSync(path, 'utf8'), relative(process.cwd(), path), sourcesBeside(path));
}
