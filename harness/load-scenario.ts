import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Scenario, scenarioSchema } from './scenario.ts';
import { UsageError } from './usage-error.ts';
import { checked, readYaml } from './yaml-file.ts';

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

/** The text of a scenario, and what its file is called in errors. */
export interface ScenarioSource {
  readonly text: string;
  readonly file: string;
}

/**
 * Finds a scenario by its name, or its file by its path.
 * @throws UsageError where there is neither.
 */
export function scenarioSource(nameOrPath: string): ScenarioSource {
  const path = scenarioNames().includes(nameOrPath) ? `${folder}${nameOrPath}.yaml` : nameOrPath;
  if (!existsSync(path)) {
    throw new UsageError(
      `there is no scenario ${nameOrPath}, and no file of that name. Scenarios are: ${scenarioNames().join(', ')}.`,
    );
  }
  return { text: readFileSync(path, 'utf8'), file: relative(process.cwd(), path) };
}

/** Finds scenarios as a file names them: those that Doublerun brings by name, others by their path from where the file is. */
export function sourcesBeside(file: string): (nameOrPath: string) => ScenarioSource {
  const beside = dirname(resolve(file));
  return (name) => scenarioSource(scenarioNames().includes(name) ? name : resolve(beside, name));
}

/**
 * Loads a scenario by its name, or from a file.
 * @throws UsageError that names file, line and field.
 */
export function loadScenario(nameOrPath: string): Scenario {
  const { text, file } = scenarioSource(nameOrPath);
  return parseScenario(text, file);
}

/**
 * Reads a scenario from YAML text; `file` is its name for errors.
 * @throws UsageError that names file, line and field.
 */
export function parseScenario(text: string, file: string): Scenario {
  return checked(readYaml(text, file), scenarioSchema, 'scenario');
}
