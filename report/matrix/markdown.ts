import { plain } from '../wrap.ts';
import type { CountedCell, Left, MatrixTable } from './model.ts';
import {
  boundsInWords,
  leftInWords,
  missingInWords,
  partLeft,
  reasonsOf,
  remarksOf,
  scenariosOn,
  versionInWords,
} from './words.ts';

/** Where a run is to be found, as a link from the page; nothing where it is not to be linked. */
export type LinkOf = (run: string) => string | undefined;

/** The matrix as a Markdown page of its own. */
export function renderMatrixMarkdown(table: MatrixTable, linkOf: LinkOf): string {
  const about = table.about === undefined ? [] : ['', markdown(table.about)];
  return [
    `# Matrix ${table.name}`,
    ...about,
    '',
    'k of n: runs that prove what the scenario expects, of those that say something; Wilson 95 %.',
    '',
    ...columnList(table),
    '',
    ...table.scenarios.map(({ name, about: what, expects }) => `- ${name}: ${markdown(what)} Expects ${expects}.`),
    ...table.versions.flatMap((version) => [
      '',
      `## ${versionInWords(table, version)}`,
      '',
      ...versionTable(table, version),
      ...leftList(table, version, linkOf),
    ]),
    '',
  ].join('\n');
}

/** What each column puts into the scenarios' cluster block. */
export function columnList({ columns }: MatrixTable): readonly string[] {
  return columns.map(({ name, cluster }) => `- \`${name}\`: ${code(cluster)}`);
}

/** One version's rates: a row for each scenario. And why some were not run. */
export function versionTable(table: MatrixTable, version: string): readonly string[] {
  const { columns, cell } = table;
  const names = columns.map(({ name }) => name);
  const rows = scenariosOn(table, version).map(({ name }) => [
    name,
    ...names.map((column) => {
      const found = cell(version, column, name);
      return found.kind === 'not-run' ? 'not run here' : cellInWords(found);
    }),
  ]);
  const reasons = reasonsOf(table, version);
  return [
    `| scenario | ${names.join(' | ')} |`,
    `|---|${names.map(() => '---|').join('')}`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    ...reasons.flatMap((reason) => ['', `Not run here: ${markdown(reason)}`]),
  ];
}

/** What is left in each cell, below its version's table. */
export function leftList(
  { columns, scenarios, cell }: MatrixTable,
  version: string,
  linkOf: LinkOf,
): readonly string[] {
  const items = scenarios.flatMap(({ name: scenario }) =>
    columns.flatMap(({ name: column }) => {
      const found = cell(version, column, scenario);
      const parts = found.kind === 'counted' ? partsOf(found, linkOf) : [];
      return parts.length === 0 ? [] : [`- ${scenario}, ${column}: ${parts.join('; ')}`];
    }),
  );
  return items.length === 0 ? [] : ['', 'Left:', '', ...items];
}

function cellInWords(cell: CountedCell): string {
  const { seen, of, medianSeconds } = cell;
  const rate = of === 0 ? '–' : `${seen} of ${of} (${boundsInWords(cell)})`;
  const time = medianSeconds === undefined ? [] : [`${medianSeconds.toFixed(0)} s`];
  return [rate, ...remarksOf(cell), ...missingInWords(cell), ...time].join(', ');
}

function partsOf(cell: CountedCell, linkOf: LinkOf): readonly string[] {
  const { violations, notes } = partLeft(cell);
  return [
    ...violations.map((left) => `${markdown(leftInWords(left, cell))}${linkTo(left, linkOf)}`),
    ...(notes.length > 0 ? [`notes: ${notes.map((left) => markdown(leftInWords(left, cell))).join(', ')}`] : []),
  ];
}

function linkTo({ run }: Pick<Left, 'run'>, linkOf: LinkOf): string {
  const link = run === undefined ? undefined : linkOf(run);
  return link === undefined ? '' : ` ([run](${link}))`;
}

/** Free text on one line of a table or a list: nothing in it is markup, and it ends no cell. */
export function markdown(text: string): string {
  return plain(text).replaceAll(/[\\`*_{}[\]<>|#~]/g, (character) => `\\${character}`);
}

/** Text of a file as it is, on one line. */
export function code(text: string): string {
  return `\`${plain(text).replaceAll('`', "'")}\``;
}
