import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMeantFor } from '../../cluster/dolphinscheduler/version-range.ts';
import { loadScenario, scenarioNames, scenarioText } from '../load-scenario.ts';
import { findingsPage, type NotRun, type Told } from './page.ts';
import { newestOfEach, parseRecord } from './record.ts';

/** `npm run findings [-- <folder of runs>]`: writes docs/findings.md from the records in it. */
const [folder = 'runs'] = process.argv.slice(2);
const page = fileURLToPath(new URL('../../docs/findings.md', import.meta.url));

const files = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => join(folder, name, file)))
  .filter((file) => /reproduce-[^/]*\.json$/.test(file));
const records = newestOfEach(files.map((file) => parseRecord(readFileSync(file, 'utf8'))));
writeFileSync(page, findingsPage(records, told, scenarioNames().flatMap(notRun)));
process.stdout.write(`${records.length} scenarios of ${files.length} records\n`);

function told(name: string): Told | undefined {
  if (!scenarioNames().includes(name)) return undefined;
  const comments = scenarioText(name)
    .split('\n')
    .filter((line) => line.startsWith('#'));
  const issues = [...new Set(comments.flatMap((line) => line.slice(1).match(/#\d+/g) ?? []))];
  return { about: loadScenario(name).about, issues };
}

/** Nothing for a scenario that is meant for every version: why there is no record of it, nobody here knows. */
function notRun(scenario: string): readonly NotRun[] {
  const { versions } = loadScenario(scenario);
  const isRun = records.some((record) => record.scenario === scenario && isMeantFor(record.dolphinscheduler, versions));
  const about = told(scenario);
  return versions === undefined || about === undefined || isRun ? [] : [{ scenario, versions, ...about }];
}
