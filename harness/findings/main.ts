import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadScenario, scenarioNames, scenarioText } from '../load-scenario.ts';
import { findingsPage, type Told } from './page.ts';
import { newestOfEach, parseRecord } from './record.ts';

/** `npm run findings [-- <folder of runs>]`: writes docs/findings.md from the records in it. */
const [folder = 'runs'] = process.argv.slice(2);
const page = fileURLToPath(new URL('../../docs/findings.md', import.meta.url));

const files = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => join(folder, name, file)))
  .filter((file) => /reproduce-[^/]*\.json$/.test(file));
const records = newestOfEach(files.map((file) => parseRecord(readFileSync(file, 'utf8'))));
writeFileSync(page, findingsPage(records, told));
process.stdout.write(`${records.length} scenarios of ${files.length} records\n`);

function told(name: string): Told | undefined {
  if (!scenarioNames().includes(name)) return undefined;
  const comments = scenarioText(name)
    .split('\n')
    .filter((line) => line.startsWith('#'));
  const issues = [...new Set(comments.flatMap((line) => line.slice(1).match(/#\d+/g) ?? []))];
  return { about: loadScenario(name).about, issues };
}
