import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { anomalies } from '../../checkers/finding.ts';
import { parseJson } from '../../history/json.ts';
import { stampOf, writeJsonFile } from '../../history/run-directory.ts';
import { UsageError } from '../usage-error.ts';
import type { Cell, Matrix } from './file.ts';
import { type MatrixRun, matrixRunSchema } from './run.ts';

const cellSchema = z.strictObject({
  /** Why it has no runs: its version's images are not to be had here. */
  notRun: z.string().exactOptional(),
  /** Oldest first; a seed may be there more than once. */
  runs: z.array(matrixRunSchema),
});
export type CellRecord = z.infer<typeof cellSchema>;

const indexSchema = z.strictObject({
  name: z.string(),
  about: z.string().exactOptional(),
  versions: z.array(z.string()),
  columns: z.array(z.strictObject({ name: z.string(), cluster: z.record(z.string(), z.unknown()) })),
  scenarios: z.array(
    z.strictObject({
      name: z.string(),
      about: z.string(),
      anomaly: z.enum(anomalies),
      task: z.string().exactOptional(),
    }),
  ),
  seed: z.int(),
  runs: z.int(),
  upTo: z.int(),
});
/** What was asked for last; `matrix.json`. All that it takes to read the records, without the file or its scenarios. */
export type MatrixIndex = z.infer<typeof indexSchema>;

/** What a cell's record is found by. */
export interface CellName {
  readonly version: string;
  readonly column: string;
  readonly scenario: string;
}

export const INDEX_FILE = 'matrix.json';

/** Where a matrix keeps what it knows. */
export function matrixFolder(runs: string, name: string): string {
  return join(runs, `matrix-${name}`);
}

export function indexOf({ cells: _, columns, scenarios, ...rest }: Matrix): MatrixIndex {
  return {
    ...rest,
    versions: [...rest.versions],
    columns: columns.map(({ name, cluster }) => ({ name, cluster: { ...cluster } })),
    scenarios: scenarios.flatMap(({ name, about, expect }) =>
      expect
        ? [{ name, about, anomaly: expect.anomaly, ...(expect.task === undefined ? {} : { task: expect.task }) }]
        : [],
    ),
  };
}

export function nameOfCell({ version, column, scenario }: Cell): CellName {
  return { version, column, scenario: scenario.name };
}

/** `3.1.1, stop, stop-residual`. */
export function cellPhrase({ version, column, scenario }: CellName): string {
  return [version, column, scenario].join(', ');
}

export function writeIndex(folder: string, index: MatrixIndex): void {
  mkdirSync(folder, { recursive: true });
  writeJsonFile(join(folder, INDEX_FILE), index);
}

/** @throws UsageError where there is none, or it cannot be read. */
export function readIndex(folder: string): MatrixIndex {
  const file = join(folder, INDEX_FILE);
  if (!existsSync(file)) throw new UsageError(`there is no ${file}; ./doublerun matrix <file> makes one`);
  return read(file, indexSchema);
}

/** A cell that nothing is known of has no runs. @throws UsageError where its record cannot be read. */
export function readCell(folder: string, name: CellName): CellRecord {
  const file = cellFile(folder, name);
  return existsSync(file) ? read(file, cellSchema) : { runs: [] };
}

/**
 * Adds a run to a cell's record, on disk at once. It is read anew: another process may fill the same matrix. The two of them are to fill
 * different cells (`--only`); where they fill one, a run may be done twice, and is lost only when both have ended one in the same millisecond.
 */
export function addRun(folder: string, name: CellName, run: MatrixRun): void {
  write(folder, name, { runs: [...readCell(folder, name).runs, run] });
}

/** Puts these runs in the place of those that a cell has. */
export function replaceRuns(folder: string, name: CellName, runs: readonly MatrixRun[]): void {
  write(folder, name, { runs: [...runs] });
}

/** Says of a cell without runs why it has none. */
export function markNotRun(folder: string, name: CellName, reason: string): void {
  const { runs } = readCell(folder, name);
  if (runs.length === 0) write(folder, name, { notRun: reason, runs: [] });
}

/** Begins a cell anew with these runs. What it was before is kept beside it, and no longer read. */
export function beginAnew(folder: string, name: CellName, runs: readonly MatrixRun[], now: Date): void {
  const file = cellFile(folder, name);
  renameSync(file, file.replace(/\.json$/, `.before-${stampOf(now)}.json`));
  write(folder, name, { runs: [...runs] });
}

function write(folder: string, name: CellName, record: CellRecord): void {
  const file = cellFile(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeJsonFile(file, record);
}

function cellFile(folder: string, { version, column, scenario }: CellName): string {
  return join(folder, 'cells', version, column, `${scenario}.json`);
}

function read<Schema extends z.ZodType>(file: string, schema: Schema): z.infer<Schema> {
  const result = schema.safeParse(parseJson(readFileSync(file, 'utf8')));
  if (!result.success) throw new UsageError(`${file} is not what matrix has written`);
  return result.data;
}
