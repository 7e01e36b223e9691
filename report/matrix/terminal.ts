import { plain, wrap } from '../wrap.ts';
import type { CountedCell, MatrixTable } from './model.ts';
import {
  leftInWords,
  legend,
  partLeft,
  rateInShort,
  reasonsOf,
  remarksOf,
  scenariosOn,
  signsOf,
  versionInWords,
} from './words.ts';

/** Wider names are cut, so that a table still fits. */
const WIDEST_NAME = 40;
const GAP = '  ';

/** The matrix for a terminal or a pipe, ending in a newline: a table for each version, then what is left. `width` is in columns. */
export function renderMatrix(table: MatrixTable, { width = 100 }: { readonly width?: number } = {}): string {
  const columns = table.columns.map(({ name, cluster }) => `${name}: ${cluster}`);
  const lines = [
    `matrix ${table.name}${table.about === undefined ? '' : `: ${plain(table.about)}`}`,
    ...columns.flatMap((column) => wrap(column, width, '  ')),
    ...table.versions.flatMap((version) => ['', ...versionLines(table, version, width)]),
    '',
    ...legend.flatMap((line) => wrap(line, width, '')),
  ];
  return `${lines.join('\n')}\n`;
}

function versionLines(table: MatrixTable, version: string, width: number): readonly string[] {
  const reasons = reasonsOf(table, version);
  return [
    versionInWords(table, version),
    ...gridLines(table, version, width),
    ...reasons.flatMap((reason) => wrap(`not run here: ${reason}`, width, '  ')),
    ...leftLines(table, version, width),
  ];
}

/** One table where it fits; else several, one below the other. */
function gridLines(table: MatrixTable, version: string, width: number): readonly string[] {
  const { columns, cell } = table;
  const scenarios = scenariosOn(table, version);
  const names = scenarios.map(({ name }) => cut(name));
  const first = Math.max(...names.map((name) => name.length), 'scenario'.length);
  const stripes = columns.map(({ name }) => {
    const texts = scenarios.map((scenario) => {
      const found = cell(version, name, scenario.name);
      if (found.kind === 'not-run') return 'not run here';
      const signs = signsOf(found);
      return `${rateInShort(found)}${signs === '' ? '' : ` ${signs}`}`;
    });
    const rows = [cut(name), ...texts];
    const widest = Math.max(...rows.map((text) => text.length));
    return { width: widest, rows: rows.map((text) => text.padEnd(widest)) };
  });
  const blocks: (typeof stripes)[] = [];
  let used = Number.POSITIVE_INFINITY;
  for (const stripe of stripes) {
    used += GAP.length + stripe.width;
    if (used > width) {
      blocks.push([]);
      used = 2 + first + GAP.length + stripe.width;
    }
    blocks.at(-1)?.push(stripe);
  }
  return blocks.flatMap((block, index) => [
    ...(index === 0 ? [] : ['']),
    ...['scenario', ...names].map((name, row) =>
      `  ${[name.padEnd(first), ...block.map(({ rows }) => rows[row] ?? '')].join(GAP)}`.trimEnd(),
    ),
  ]);
}

/** Cell by cell: how long a run takes, what did not end, and what else is proved. */
function leftLines({ scenarios, columns, cell }: MatrixTable, version: string, width: number): readonly string[] {
  const lines = scenarios.flatMap(({ name: scenario }) =>
    columns.flatMap(({ name: column }) => {
      const found = cell(version, column, scenario);
      return found.kind === 'counted' && found.medianSeconds !== undefined
        ? cellLines(`${scenario}, ${column}`, found, found.medianSeconds)
        : [];
    }),
  );
  return lines.length === 0 ? [] : ['', ...lines.flatMap((line) => wrap(line, width, indentOf(line)))];
}

function cellLines(title: string, cell: CountedCell, seconds: number): readonly string[] {
  const { violations, notes } = partLeft(cell);
  const remarks = remarksOf(cell).map((remark) => `, ${remark}`);
  return [
    `  ${title}: ${seconds.toFixed(0)} s a run${remarks.join('')}${violations.length > 0 ? '; left:' : '; no other violation'}`,
    ...violations.map((left) => `    ${leftInWords(left, cell)}${left.run === undefined ? '' : ` (${left.run})`}`),
    ...(notes.length > 0 ? [`    notes: ${notes.map((left) => leftInWords(left, cell)).join(', ')}`] : []),
  ];
}

function indentOf(line: string): string {
  return /^ */.exec(line)?.[0] ?? '';
}

function cut(name: string): string {
  return name.length > WIDEST_NAME ? `${name.slice(0, WIDEST_NAME - 1)}…` : name;
}
