import type { z } from 'zod';
import type { ScenarioSource } from './load-scenario.ts';
import { type Scenario, scenarioSchema } from './scenario.ts';
import { UsageError } from './usage-error.ts';
import { fieldOf, readYaml, type YamlFile } from './yaml-file.ts';

/** A place in a file: its fields, outermost first. */
type Path = readonly (string | number)[];

/** A file that names scenarios. */
export interface Naming {
  readonly yaml: YamlFile;
  /** What the file is, for errors that are about no single field. */
  readonly whole: string;
  /** Finds a scenario by what the file calls it. @throws UsageError */
  readonly sourceOf: (name: string) => ScenarioSource;
}

/** Reads the scenario that is named at a place in a file. @throws UsageError that names the place. */
export function readNamed({ yaml, whole, sourceOf }: Naming, name: string, path: Path): YamlFile {
  try {
    const { text, file } = sourceOf(name);
    return readYaml(text, file);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${yaml.where(path, whole)}: ${error.message}`);
  }
}

/** What a file puts over a scenario's own. */
export interface Overlay {
  /** Fields in place of the scenario's. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Fields of its `cluster` block in place of the scenario's. */
  readonly cluster: Readonly<Record<string, unknown>>;
  /** Where in the file a field of the scenario stands, where it comes from there. */
  readonly placeOf: (field: readonly PropertyKey[]) => Path | undefined;
  /** What it is called, for what is wrong in the scenario because of it: `column stop`. */
  readonly name: string;
}

/** A scenario with something put over its own. What is wrong is the file's, where the file has put it there. @throws UsageError */
export function overlaid(
  source: YamlFile,
  { fields, cluster, placeOf, name }: Overlay,
  { yaml, whole }: Naming,
): Scenario {
  const own = source.value as { readonly cluster?: Readonly<Record<string, unknown>> };
  const result = scenarioSchema.safeParse({ ...own, ...fields, cluster: { ...own.cluster, ...cluster } });
  if (result.success) return result.data;
  const inWords = (issue: z.core.$ZodIssue): string => {
    const place = placeOf(fieldOf(issue));
    if (place) return `${yaml.where(place, whole)}: ${issue.message}`;
    return `${source.where(fieldOf(issue), 'scenario')}: ${issue.message} (with ${name})`;
  };
  throw new UsageError(result.error.issues.map(inWords).join('\n'));
}
