import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { storedTable } from '../matrix/open.ts';
import { fixesPage } from './page.ts';

/** `npm run fixes [-- <folder of a matrix> [<page>]]`: writes docs/fixes.md from the records in it. */
const [folder = 'runs/matrix-fixes', page = fileURLToPath(new URL('../../docs/fixes.md', import.meta.url))] =
  process.argv.slice(2);

const table = storedTable(folder);
writeFileSync(page, fixesPage(table));
process.stdout.write(
  `${table.versions.length} versions, ${table.columns.length} columns, ${table.scenarios.length} scenarios\n`,
);
