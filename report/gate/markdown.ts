import { boundsInWords } from '../matrix/words.ts';
import { inline, row } from '../reporters/markdown-text.ts';
import type { ComparedCell, GateCell, GateFinding, GateResult, Judged, Rate, StatusKind } from './model.ts';
import {
  comparedInWords,
  contractsInWords,
  headOf,
  leftOutOf,
  legendOf,
  nextOf,
  pairedInWords,
  pairsInWords,
  pairsLegend,
  restInWords,
  riskInWords,
  statusInWords,
  variantInWords,
} from './words.ts';

/** What asks nothing of anybody. */
const expectedKinds: readonly StatusKind[] = ['still broken', 'not seen', 'fixed'];
/** As many rows as a comment on GitHub has room for. */
const MOST_ROWS = 100;
const MOST_RUNS = 20;

/** The gate for a comment on a pull request: the verdict and what to do, a table of what decided, what the words mean. */
export function renderGateMarkdown(result: GateResult): string {
  const { word, what } = headOf(result);
  const rows = result.cells.flatMap(rowsOf);
  const notes = result.cells.flatMap((cell) => (cell.kind === 'compared' ? notesOf(cell) : []));
  const runs = result.cells.flatMap((cell) => (cell.kind === 'compared' ? cell.findings.flatMap(runOf) : []));
  const remarks = result.cells.flatMap((cell) => (cell.kind === 'compared' ? remarksOf(cell) : []));
  const left = rows.length - MOST_ROWS;
  const parts = [
    `## Doublerun gate: ${word.toLowerCase()}`,
    `**${inline(`${what}.`)}**`,
    list([...leftOutOf(result), ...nextOf(result)]),
    [
      row('scenario', 'finding', 'before', 'now', 'pairs', 'status'),
      row(...Array<string>(6).fill('---')),
      ...rows.slice(0, MOST_ROWS),
    ].join('\n'),
    left > 0 ? `… and ${left} more.` : '',
    list(runs.slice(0, MOST_RUNS)),
    list(remarks.slice(0, MOST_RUNS)),
    notes.length === 0 ? '' : `Breaks no promise: ${inline(notes.slice(0, MOST_ROWS).join(', '))}.`,
    list([...legendOf(result), pairsLegend, riskInWords(result)]),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function rowsOf(cell: GateCell): readonly string[] {
  const open = (what: string, status: string): readonly string[] => [
    row(inline(cell.scenario), inline(what), '', '', '', `**${status}**`),
  ];
  switch (cell.kind) {
    case 'missing':
      return open(`${variantInWords(cell.before)}: no run now`, 'not enough evidence');
    case 'broken':
      return open(`${variantInWords(cell.now)}: ${cell.reason}`, 'broken');
    case 'no baseline':
      return open(
        `${variantInWords(cell.now)}: not in the baseline${cell.violations.length === 0 ? '' : `; now ${cell.violations.join(', ')}`}`,
        'not enough evidence',
      );
    case 'compared':
      return comparedRows(cell);
  }
}

function comparedRows(cell: ComparedCell): readonly string[] {
  const { scenario, before, now, findings, rest } = cell;
  const name = inline(`${scenario} (${comparedInWords(before, now)})`);
  const other = restInWords(cell);
  return [
    ...findings.map((each) =>
      row(name, inline(each.finding), rate(each.before), rate(each.now), pairsInWords(each), statusOf(each)),
    ),
    ...(other
      ? [
          row(
            name,
            other.what,
            rate(rest.before),
            rate(rest.now),
            String(rest.pairs),
            rest.known ? other.status : `**${other.status}**`,
          ),
        ]
      : []),
  ];
}

/** What is not seen in a table: runs that say too little, promises that were changed. */
function remarksOf(cell: ComparedCell): readonly string[] {
  const { silent, scenario } = cell;
  const contracts = contractsInWords(cell);
  return [
    ...(silent.before + silent.now > 0 ? [`${scenario}: ${pairedInWords(cell)}`] : []),
    ...(contracts === undefined ? [] : [`${scenario}: ${contracts}`]),
  ];
}

/** What the baseline says of it is its owner's text. */
function statusOf(judged: Judged): string {
  const words = inline(statusInWords(judged));
  const expected = expectedKinds.includes(judged.status.kind);
  const note = judged.note === undefined ? '' : `; ${inline(judged.note)}`;
  return `${expected ? words : `**${words}**`}${note}`;
}

function rate({ seen, of, interval }: Rate): string {
  return `${seen} of ${of} (${boundsInWords({ seen, of, interval })})`;
}

function runOf({ finding, run, status }: Judged): readonly string[] {
  return run === undefined || status.kind === 'still broken' ? [] : [`${finding}, shortest run: ${run}`];
}

function notesOf({ scenario, notes }: ComparedCell): readonly string[] {
  return notes.map(
    ({ finding, before, now }: GateFinding) =>
      `${scenario}, ${finding} ${before.seen} of ${before.of}, now ${now.seen} of ${now.of}`,
  );
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${inline(line)}`).join('\n');
}
