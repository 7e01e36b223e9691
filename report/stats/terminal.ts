import { plural } from '../counts.ts';
import { boundsInWords, rateInShort } from '../matrix/words.ts';
import { type Paint, painter } from '../paint.ts';
import { settingsOf, systemOf } from '../stored/words.ts';
import { plain, wrap } from '../wrap.ts';
import type { Pairs, StatsCell, StatsModel, Tally } from './model.ts';

const GAP = '  ';
const INDENT = '  ';
const TITLES = ['runs', 'viol', 'brok', 'inc', 'pass', 'counted', 'seconds'] as const;
/** Where a row's name would have less room than this, it is cut no shorter: a narrower terminal breaks the line. */
const LEAST_NAME = 20;

/**
 * Statistics for a terminal or a pipe, ending in a newline: a block for each scenario, with a row for each version and setting. `color` decides alone:
 * whoever calls knows the stream. `width` is in columns.
 */
export function renderStats(model: StatsModel, { color, width = 100 }: { color: boolean; width?: number }): string {
  const { ledger, records, matching, cells } = model;
  if (records === 0)
    return `There are no runs in ${ledger} yet. Every run adds a line; ./doublerun stats --rebuild makes it of the runs that are stored.\n`;
  if (matching === 0) return `None of the ${plural(records, 'run')} in ${ledger} is as you ask for.\n`;
  const paint = painter(color);
  const blocks = [...Map.groupBy(cells, ({ scenario }) => scenario)].map(([scenario, of]) => blockOf(scenario, of));
  const widths = TITLES.map((title, index) =>
    Math.max(title.length, ...blocks.flatMap(({ rows }) => rows.map(({ columns }) => columns[index]?.length ?? 0))),
  );
  const right = widths.reduce((sum, each) => sum + each + GAP.length, 0);
  const longest = Math.max(...blocks.flatMap(({ rows }) => rows.map(({ name }) => name.length)));
  const room = Math.min(longest, Math.max(LEAST_NAME, width - right));
  const lineOf = (name: string, columns: readonly string[]): string => {
    const first = name.length <= room ? name.padEnd(room) : `${name}\n${' '.repeat(room)}`;
    return `${first}${columns.map((text, index) => GAP + text.padStart(widths[index] ?? 0)).join('')}`;
  };
  const lines = blocks.flatMap(({ title, rows }) => [
    '',
    ...title.flatMap((text, index) =>
      wrap(text, width, index === 0 ? '' : INDENT).map((line) => styled(paint, line, index)),
    ),
    ...rows.flatMap(({ name, columns, remarks }) => [
      lineOf(name, columns),
      ...remarks.flatMap((remark) => wrap(remark, width, INDENT.repeat(3))),
    ]),
  ]);
  const head = paint('dim', lineOf('', TITLES));
  return `${[...wrap(summaryOf(model), width, ''), '', head, ...lines, '', ...LEGEND.flatMap((text) => wrap(text, width, ''))].join('\n')}\n`;
}

const LEGEND = [
  'counted: runs that prove what is counted, of those that say something of it; Wilson 95 %. seconds: median, and what nine in ten runs do not exceed.',
  'same plan and seed: of the pairs of such runs, those in which one has the finding and the other has not; beside it the same of runs with other seeds.',
];

function styled(paint: Paint, line: string, index: number): string {
  return index === 0 ? paint('bold', line) : line;
}

export function summaryOf({ ledger, records, matching, from, to }: StatsModel): string {
  const told = matching === records ? plural(records, 'run') : `${matching} of ${plural(records, 'run')}`;
  const days = [from, to].map((at) => at?.slice(0, 10));
  return `${told} in ${ledger}${from === undefined ? '' : `, ${days[0] === days[1] ? days[0] : `${days[0]} to ${days[1]}`} (UTC)`}`;
}

interface Row {
  readonly name: string;
  readonly columns: readonly string[];
  readonly remarks: readonly string[];
}

function blockOf(scenario: string, cells: readonly StatsCell[]) {
  const counted = [...new Set(cells.map((cell) => cell.counted))];
  return {
    title: [plain(scenario), ...(counted.length === 1 ? [`counted: ${counted[0]}`] : [])],
    rows: cells.flatMap((cell) => rowsOf(cell, { one: counted.length === 1 })),
  };
}

function rowsOf(cell: StatsCell, { one }: { readonly one: boolean }): readonly Row[] {
  const more = one ? [] : [`counted: ${cell.counted}`];
  return [
    { name: `${INDENT}${nameOfCell(cell)}`, columns: columnsOf(cell), remarks: [...more, ...remarksOf(cell)] },
    ...cell.slices.map((slice) => ({
      name: `${INDENT}${INDENT}${plain(slice.name)}`,
      columns: columnsOf(slice),
      remarks: [],
    })),
  ];
}

/** `3.1.1, stop + host-check; kill, refuse`: what a row is of, within its scenario. */
export function nameOfCell(cell: StatsCell): string {
  const system = systemOf(cell);
  const settings = settingsOf({ strategy: cell.strategy, fixes: cell.fixes });
  return plain(
    `${[system, settings].filter((each) => each !== '').join(' ')}, ${cell.faults.join(' + ') || 'no fault'}`,
  );
}

export function columnsOf({ runs, verdicts, rate, seconds }: Tally): readonly string[] {
  const { violation, broken, inconclusive, pass } = verdicts;
  const counts = [runs, violation, broken, inconclusive, pass].map(String);
  return [...counts, rateInShort(rate), `${seconds.median.toFixed(0)}/${seconds.p90.toFixed(0)}`];
}

/** What a row's numbers leave out, a sentence each. */
export function remarksOf({ violations, trend, flakiness }: StatsCell): readonly string[] {
  return [
    ...(violations.length === 0
      ? []
      : [`also: ${violations.map(({ name, rate }) => `${name} ${rateInShort(rate)}`).join(', ')}`]),
    ...(trend ? [trendInWords(trend)] : []),
    ...(flakiness.repeated > 0 ? [flakinessInWords(flakiness)] : []),
  ];
}

function trendInWords({ recent, before, changed }: NonNullable<StatsCell['trend']>): string {
  const [last, earlier] = [recent, before].map((rate) => `${rate.seen} of ${rate.of} (${boundsInWords(rate)})`);
  return `${changed ? 'CHANGED: ' : ''}last ${last}, before ${earlier}`;
}

function flakinessInWords({ same, others }: StatsCell['flakiness']): string {
  const rest = others.pairs === 0 ? 'there are no other seeds' : `other seeds ${pairsInWords(others)}`;
  return `same plan and seed: ${pairsInWords(same)} differ; ${rest}`;
}

function pairsInWords({ pairs, differ }: Pairs): string {
  return `${differ} of ${plural(pairs, 'pair')} (${Math.round((100 * differ) / pairs)} %)`;
}
