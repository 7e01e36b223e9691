import { code, columnList, leftList, versionTable } from '../../report/matrix/markdown.ts';
import type { MatrixTable } from '../../report/matrix/model.ts';
import { scenariosOn, versionInWords } from '../../report/matrix/words.ts';
import { ARTICLE, BASELINE, type Fix, fixes } from './claims.ts';
import { claimInWords, sentencesOf } from './sentences.ts';

/** The page on fixes, in Markdown: everything in it that could be otherwise comes from the table. */
export function fixesPage(table: MatrixTable): string {
  const { columns } = table;
  if (!columns.some(({ name }) => name === BASELINE)) throw new Error(`matrix ${table.name} has no column ${BASELINE}`);
  const named = new Set(fixes.map(({ column }) => column));
  const further = columns.filter(({ name }) => name !== BASELINE && !named.has(name));
  return [
    '# What the fixes do',
    '',
    `Made by \`npm run fixes\` from what \`./doublerun matrix\` recorded; no number and no verdict here is typed. The fixes are those of ${ARTICLE}.`,
    '',
    "Every column and version runs the same plans. k of n: runs that prove what the scenario expects, of those that say something, with Wilson's 95 % interval.",
    `A fix *closes* a finding where it is seen in none of its runs, the interval of \`${BASELINE}\` lies wholly above its own, and every workflow came to its end. Two rates`,
    'are said to differ only where their intervals have no point in common. Where that leaves it open, the page says that it is not known.',
    '',
    ...columnList(table),
    '',
    ...table.scenarios.map(({ name, about, expects }) => `- ${name}: ${about} Counted: ${expects}.`),
    ...table.versions.flatMap((version) => [
      '',
      `## All columns, ${versionInWords(table, version)}`,
      '',
      ...versionTable(table, version),
      ...leftList(table, version, () => undefined),
    ]),
    ...fixes.flatMap((fix) => ['', ...fixSection(table, fix)]),
    ...further.flatMap(({ name }) => ['', `## \`${name}\``, ...versionSections(table, name, [])]),
    '',
  ].join('\n');
}

function fixSection(table: MatrixTable, { column, title, proposal, mechanism, claims }: Fix): readonly string[] {
  const found = table.columns.find(({ name }) => name === column);
  return [
    `## \`${column}\`: ${title}`,
    '',
    `The article: ${proposal}`,
    '',
    ...(found
      ? [`Here: ${code(found.cluster)}. ${mechanism}`, ...versionSections(table, column, claims)]
      : ['Here: not measured; the matrix has no such column.']),
  ];
}

function versionSections(table: MatrixTable, column: string, claims: Fix['claims']): readonly string[] {
  const pair = { ...table, columns: table.columns.filter(({ name }) => name === BASELINE || name === column) };
  return table.versions.flatMap((version) => [
    '',
    `### \`${column}\`, DolphinScheduler ${version}`,
    '',
    ...versionTable(pair, version),
    '',
    ...sentencesOf(table, version, column),
    ...(claims.length > 0
      ? ['', ...claimsOn(table, version, claims).map((claim) => claimInWords(table, version, column, claim))]
      : []),
  ]);
}

/** Not those of scenarios that are about other versions. */
function claimsOn(table: MatrixTable, version: string, claims: Fix['claims']): Fix['claims'] {
  const own = scenariosOn(table, version).map(({ name }) => name);
  const others = table.scenarios.map(({ name }) => name).filter((name) => !own.includes(name));
  return claims.filter(({ scenario }) => !others.includes(scenario));
}
