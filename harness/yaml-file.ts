import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { UsageError } from './usage-error.ts';

type Path = readonly PropertyKey[];

/** A YAML file that was read, and where in it things are. */
export interface YamlFile {
  readonly value: unknown;
  /** `a.yaml, line 4, cluster.masters`; of what is not there, the line of the nearest thing around it. */
  where(path: Path, whole: string): string;
}

/**
 * Reads YAML text; `file` is its name for errors.
 * @throws UsageError where it is no YAML.
 */
export function readYaml(text: string, file: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) throw new UsageError(`${file}: ${broken.message.trimEnd()}`);
  return {
    value: document.toJS(),
    where: (path, whole) => {
      let at = [...path];
      while (at.length > 0 && !document.hasIn(at)) at = at.slice(0, -1);
      const node = document.getIn(at, true) as { range?: readonly [number, number, number] } | undefined;
      const { line } = lines.linePos(node?.range?.[0] ?? 0);
      return `${file}, line ${line}, ${path.map(String).join('.') || whole}`;
    },
  };
}

/** The field that an issue is about: the unknown key itself, and not what it is in. */
export function fieldOf(issue: z.core.$ZodIssue): Path {
  return issue.code === 'unrecognized_keys' ? [...issue.path, ...issue.keys.slice(0, 1)] : issue.path;
}

/**
 * What a file holds, as a schema reads it. `whole`: what the file is, for errors that are about no single field.
 * @throws UsageError that names file, line and field.
 */
export function checked<Schema extends z.ZodType>(yaml: YamlFile, schema: Schema, whole: string): z.infer<Schema> {
  const result = schema.safeParse(yaml.value);
  if (result.success) return result.data;
  throw new UsageError(
    result.error.issues.map((issue) => `${yaml.where(fieldOf(issue), whole)}: ${issue.message}`).join('\n'),
  );
}
