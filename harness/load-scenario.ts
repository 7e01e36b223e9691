import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LineCounter, parseDocument } from 'yaml';
import { type Scenario, scenarioSchema } from './scenario.ts';
import { UsageError } from './usage-error.ts';

const folder = fileURLToPath(new URL('./scenarios/', import.meta.url));

/** What is run where nothing is named. */
export const DEFAULT_SCENARIO = 'failover-16759';

/** Names of the scenarios that Doublerun brings. */
export function scenarioNames(): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort();
}

/** The file of a scenario that Doublerun brings: its comments say what it is after. */
export function scenarioText(name: string): string {
  return readFileSync(`${folder}${name}.yaml`, 'utf8');
}

/**
 * Loads a scenario by its name, or from a file.
 * @throws UsageError that names file, line and field.
 */
export function loadScenario(nameOrPath: string): Scenario {
  const path = scenarioNames().includes(nameOrPath) ? `${folder}${nameOrPath}.yaml` : nameOrPath;
  if (!existsSync(path)) {
    throw new UsageError(
      `there is no scenario ${nameOrPath}, and no file of that name. Scenarios are: ${scenarioNames().join(', ')}.`,
    );
  }
  return parseScenario(readFileSync(path, 'utf8'), relative(process.cwd(), path));
}

/**
 * Reads a scenario from YAML text; `file` is its name for errors.
 * @throws UsageError that names file, line and field.
 */
export function parseScenario(text: string, file: string): Scenario {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) throw new UsageError(`${file}: ${broken.message.trimEnd()}`);
  const result = scenarioSchema.safeParse(document.toJS());
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    // The field itself, or where it is missing or unknown, the nearest thing around it.
    const path = [...issue.path];
    const field = issue.code === 'unrecognized_keys' ? [...path, ...issue.keys.slice(0, 1)] : path;
    let at = [...field];
    while (at.length > 0 && !document.hasIn(at)) at = at.slice(0, -1);
    const node = document.getIn(at, true) as { range?: readonly [number, number, number] } | undefined;
    const line = lines.linePos(node?.range?.[0] ?? 0).line;
    return `${file}, line ${line}, ${field.join('.') || 'scenario'}: ${issue.message}`;
  });
  throw new UsageError(problems.join('\n'));
}
