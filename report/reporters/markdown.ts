import type { Finding } from '../../checkers/finding.ts';
import { beginOf } from '../../history/begin.ts';
import { accountOf } from '../account.ts';
import { absentInWords, checkersInWords, countsInWords, faultsInWords, plural } from '../counts.ts';
import type { RunReport } from '../run-report.ts';
import { factsOf } from './about.ts';
import { codeBlock, inline, row } from './markdown-text.ts';
import type { Reporter } from './reporter.ts';

/** What GitHub takes as a comment. Counted as bytes, which are never fewer than its characters, with room for a line of somebody's own. */
const LONGEST = 65_536 - 1_024;
/** Reasons may be as many as tasks. */
const MOST_LINES = 12;

export const markdown: Reporter = {
  name: 'markdown',
  about: 'report.md, short enough for a comment on GitHub',
  render: (run) => [{ to: 'file', name: 'report.md', text: renderMarkdown(run) }],
};

/** The account, the findings, what was looked at, the facts, and the line that does the same again; of many findings the first ones. */
export function renderMarkdown(run: RunReport): string {
  const { events, verdict, again } = run;
  const { what, why, next } = accountOf(run);
  const head = [
    `## Doublerun: ${verdict.verdict}${title(beginOf(events)?.scenario)}`,
    `**${inline(what)}**`,
    list(why),
  ];
  const tail = [
    [
      countsInWords(verdict),
      ...absentInWords(verdict),
      ...faultsInWords(verdict).slice(0, MOST_LINES),
      ...checkersInWords(verdict),
    ]
      .map(inline)
      .join('\n'),
    factTable(run),
    list(next.filter((each) => again === undefined || !each.includes(again))),
    ...(again === undefined ? [] : [`Do the same again:\n\n${codeBlock(again)}`]),
  ];
  const used = bytes([...head, ...tail].join('\n\n'));
  return `${[...head, ...findings(verdict, LONGEST - used), ...tail].filter((part) => part !== '').join('\n\n')}\n`;
}

function factTable(run: RunReport): string {
  const rows = factsOf(run).map(({ name, value }) => row(name, inline(value)));
  return rows.length === 0 ? '' : [row('fact', ''), row('---', '---'), ...rows].join('\n');
}

function title(scenario: string | undefined): string {
  return scenario === undefined ? '' : `, ${inline(scenario)}`;
}

function list(lines: readonly string[]): string {
  const shown = lines.slice(0, MOST_LINES).map((line) => `- ${inline(line)}`);
  const more = lines.length - shown.length;
  return [...shown, ...(more > 0 ? [`- … and ${more} more`] : [])].join('\n');
}

/** A table of as many findings as there is room for, violations first. `room`: bytes. */
function findings({ violations, doubts, notes }: RunReport['verdict'], room: number): readonly string[] {
  const rows = [...violations.map(rowOf('violation')), ...doubts.map(rowOf('doubt')), ...notes.map(rowOf('note'))];
  if (rows.length === 0) return [];
  const lines = [row('', 'anomaly', 'proof', 'what the history shows'), row('---', '---', '---', '---')];
  // The table's own lines, and the one that says how many are left out.
  let left = room - bytes(lines.join('\n')) - 100;
  const shown = rows.filter((line) => {
    left -= bytes(line) + 1;
    return left >= 0;
  });
  const more = rows.length - shown.length;
  return [
    [...lines, ...shown].join('\n'),
    ...(more > 0 ? [`… and ${plural(more, 'more finding')} in the run's report.`] : []),
  ];
}

function rowOf(kind: string): (finding: Finding) => string {
  return ({ anomaly, proof, sentence }) => row(kind, anomaly, proof, inline(sentence));
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
