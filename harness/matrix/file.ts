import { z } from 'zod';
import { GREATEST_SEED } from '../commands/command.ts';
import type { ScenarioSource } from '../load-scenario.ts';
import { type Naming, overlaid, readNamed } from '../overlay.ts';
import { type Scenario, scenarioSchema } from '../scenario.ts';
import { nameSchema, versionSchema } from '../scenario-values.ts';
import { UsageError } from '../usage-error.ts';
import { checked, readYaml, type YamlFile } from '../yaml-file.ts';

/** More runs of a cell than anybody has time for; the seeds of a cell are so many in a row. */
export const MOST_RUNS_OF_CELL = 10_000;

/** Not a number: an object's keys that are numbers come first, whatever their order in the file. */
const columnSchema = nameSchema.regex(/^[A-Za-z]/, 'must begin with a letter');
const runsSchema = z.int().min(1).max(MOST_RUNS_OF_CELL);

/** A matrix file. */
export const matrixSchema = z
  .strictObject({
    name: nameSchema,
    about: z.string().min(1).optional(),
    versions: z.array(versionSchema).min(1).max(20),
    /** So many runs of each cell. */
    runs: runsSchema,
    /** A cell whose runs do not agree goes on until it has so many. */
    up_to: runsSchema.optional(),
    /** Of the first run; those after it have the next ones, in every cell the same. */
    seed: z
      .int()
      .min(0)
      .max(GREATEST_SEED - MOST_RUNS_OF_CELL)
      .default(1),
    /** What differs in the scenarios' `cluster` block. */
    columns: z.record(columnSchema, z.record(z.string(), z.unknown())),
    scenarios: z.array(z.string().min(1)).min(1).max(100),
  })
  .superRefine(({ versions, columns, scenarios, runs, up_to }, context) => {
    const problem = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    for (const [field, list] of Object.entries({ versions, scenarios }))
      for (const [index, each] of list.entries())
        if (list.indexOf(each) !== index) problem([field, index], `${each} is listed twice`);
    if (Object.keys(columns).length === 0) problem(['columns'], 'there must be one at least');
    if (up_to !== undefined && up_to < runs) problem(['up_to'], `must not be less than runs, which is ${runs}`);
  });

export interface Column {
  readonly name: string;
  /** What it puts into the scenarios' `cluster` block, as the file has it. */
  readonly cluster: Readonly<Record<string, unknown>>;
}

/** One scenario on one version, with one column's cluster. */
export interface Cell {
  readonly version: string;
  readonly column: string;
  readonly scenario: Scenario;
}

/** What is to be run. */
export interface Matrix {
  readonly name: string;
  readonly about?: string;
  readonly versions: readonly string[];
  readonly columns: readonly Column[];
  /** As they are without any column. */
  readonly scenarios: readonly Scenario[];
  readonly runs: number;
  readonly upTo: number;
  readonly seed: number;
  /** Version by version, in each column by column, in each scenario by scenario. */
  readonly cells: readonly Cell[];
}

/**
 * Reads a matrix from YAML text; `file` is its name for errors. `sourceOf` finds a scenario by what the matrix calls it.
 * @throws UsageError that names file, line and field.
 */
export function parseMatrix(text: string, file: string, sourceOf: (name: string) => ScenarioSource): Matrix {
  const yaml = readYaml(text, file);
  const { columns: overlays, scenarios: names, up_to, about, ...rest } = checked(yaml, matrixSchema, 'matrix');
  const columns = Object.entries(overlays).map(([name, cluster]) => ({ name, cluster }));
  const naming: Naming = { yaml, whole: 'matrix', sourceOf };
  const sources = names.map((name, index) => readNamed(naming, name, ['scenarios', index]));
  const scenarios = sources.map((source) => checked(source, scenarioSchema, 'scenario'));
  checkScenarios(scenarios, columns, yaml);
  const rows = columns.map((column) => sources.map((source) => withColumn(source, column, naming)));
  const cells = rest.versions.flatMap((version) =>
    columns.flatMap(({ name: column }, index) =>
      (rows[index] ?? []).map((scenario): Cell => ({ version, column, scenario })),
    ),
  );
  const told = about === undefined ? {} : { about };
  return { ...rest, ...told, columns, scenarios, upTo: up_to ?? rest.runs, cells };
}

/** Each must be told from the others by its own name, by what files are called and by what `--only` takes. */
function checkScenarios(scenarios: readonly Scenario[], columns: readonly Column[], yaml: YamlFile): void {
  const problems = scenarios.flatMap(({ name, expect }, index) => {
    const at = yaml.where(['scenarios', index], 'matrix');
    return [
      ...(expect ? [] : [`${at}: scenario ${name} expects no finding, so that there is nothing to count`]),
      ...(scenarios.findIndex((other) => other.name === name) === index ? [] : [`${at}: another one is named ${name}`]),
      ...(columns.some((column) => column.name === name) ? [`${at}: a column is named ${name} too`] : []),
    ];
  });
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
}

/** A scenario with a column's cluster. @throws UsageError */
function withColumn(source: YamlFile, { name, cluster }: Column, naming: Naming): Scenario {
  const placeOf = ([block, key, ...rest]: readonly PropertyKey[]): readonly (string | number)[] | undefined =>
    block === 'cluster' && key !== undefined && Object.hasOwn(cluster, key)
      ? ['columns', name, ...[key, ...rest].map(String)]
      : undefined;
  return overlaid(source, { cluster, placeOf, name: `column ${name}` }, naming);
}
