import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { scenarioNames, scenarioSource } from '../load-scenario.ts';
import { UsageError } from '../usage-error.ts';
import { type Campaign, parseCampaign } from './file.ts';

/**
 * Loads a campaign from a file. Scenarios that it names by a path are looked for from where it is.
 * @throws UsageError that names file, line and field.
 */
export function loadCampaign(path: string): Campaign {
  if (!existsSync(path)) throw new UsageError(`there is no ${path}; ./doublerun campaign --help shows what is in one`);
  const beside = dirname(resolve(path));
  return parseCampaign(readFileSync(path, 'utf8'), relative(process.cwd(), path), (name) =>
    scenarioSource(scenarioNames().includes(name) ? name : resolve(beside, name)),
  );
}
