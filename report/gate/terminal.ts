import { rateInShort } from '../matrix/words.ts';
import { plain, wrap } from '../wrap.ts';
import type { ComparedCell, GateCell, GateFinding, GateResult } from './model.ts';
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

const GAP = '  ';

/** The gate for a terminal or a pipe, ending in a newline: the verdict and what to do, cell by cell what it comes from, what the words mean. */
export function renderGate(result: GateResult, { width = 100 }: { readonly width?: number } = {}): string {
  const { word, what } = headOf(result);
  const lines = [
    ...wrap(`gate ${word}: ${what}.`, width, ''),
    ...[...leftOutOf(result), ...nextOf(result)].flatMap((step) => wrap(step, width, '  ')),
    ...result.cells.flatMap((cell) => ['', ...cellLines(cell, width)]),
    '',
    ...[...legendOf(result), pairsLegend, riskInWords(result)].flatMap((line) => wrap(line, width, '')),
  ];
  return `${lines.join('\n')}\n`;
}

function cellLines(cell: GateCell, width: number): readonly string[] {
  const title = (words: string): readonly string[] => wrap(`${cell.scenario}: ${words}`, width, '');
  switch (cell.kind) {
    case 'missing':
      return title(`${variantInWords(cell.before)} is in the baseline, and the candidate has no run of it`);
    case 'broken':
      return title(`${variantInWords(cell.now)}: every run is broken; the last one: ${cell.reason}`);
    case 'no baseline':
      return [
        ...title(`${variantInWords(cell.now)} is not in the baseline`),
        ...cell.violations.flatMap((name) => wrap(`proved now: ${name}`, width, '  ')),
      ];
    case 'compared':
      return [
        ...title(`${comparedInWords(cell.before, cell.now)}, ${pairedInWords(cell)}`),
        ...detail(contractsInWords(cell), undefined, width),
        ...tableLines(cell),
        ...cell.findings.flatMap((each) => [
          ...detail(each.note, `${each.finding}, note`, width),
          ...detail(showing(each), `${each.finding}, shortest run`, width),
        ]),
        ...(cell.notes.length === 0
          ? []
          : wrap(`breaks no promise: ${cell.notes.map(noteInWords).join(', ')}`, width, '  ')),
      ];
  }
}

function tableLines(cell: ComparedCell): readonly string[] {
  const { findings, rest } = cell;
  const other = restInWords(cell);
  const rows = [
    ...findings.map((each) => [
      plain(each.finding),
      rateInShort(each.before),
      rateInShort(each.now),
      pairsInWords(each),
      plain(statusInWords(each)),
    ]),
    ...(other ? [[other.what, rateInShort(rest.before), rateInShort(rest.now), String(rest.pairs), other.status]] : []),
  ];
  const table = [['finding', 'before', 'now', 'pairs', 'status'], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table.map((row) => `  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(GAP)}`.trimEnd());
}

/** Of what is worse now, the run to look at. */
function showing({ status, run }: ComparedCell['findings'][number]): string | undefined {
  return status.kind === 'still broken' ? undefined : run;
}

function detail(text: string | undefined, what: string | undefined, width: number): readonly string[] {
  return text === undefined ? [] : wrap(what === undefined ? text : `${what}: ${text}`, width, '  ');
}

function noteInWords({ finding, before, now }: GateFinding): string {
  return `${finding} ${rateInShort(before)} → ${rateInShort(now)}`;
}
