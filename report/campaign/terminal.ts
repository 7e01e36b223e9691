import { noCommands } from '../reporters/no-commands.ts';
import { plain, wrap } from '../wrap.ts';
import { accountOfCampaign } from './account.ts';
import type { CampaignCell, CampaignReport, Known, Places } from './model.ts';
import {
  besidesInWords,
  canaryInWords,
  cellInWords,
  daysInWords,
  firstOpen,
  foundInWords,
  limitsInWords,
  missingInWords,
  openInWords,
  outcomeInWords,
  rateInWords,
  runsInWords,
  serversInWords,
  unknownOf,
  violationInWords,
} from './words.ts';

/** A campaign for a terminal or a pipe, ending in a newline. `width` is in columns. */
export function renderCampaign(
  report: CampaignReport,
  { again, width = 100 }: Pick<Places, 'again'> & { readonly width?: number },
): string {
  const { name, about, verdict } = report;
  const { what, why, next } = accountOfCampaign(report, { again });
  const text = (line: string, indent = ''): readonly string[] => wrap(line, width, indent);
  const blocks: readonly (readonly string[])[] = [
    [...text(`campaign ${name}${about === undefined ? '' : `: ${about}`}`)],
    [
      ...text(`${verdict}: ${what}`),
      ...why.flatMap((line) => text(line, '  ')),
      // A command line stays whole.
      ...next.map((line) => `  → ${plain(line)}`),
    ],
    titled(
      'canaries',
      report.canaries.flatMap((canary) =>
        text(
          `${canary.outcome.kind === 'right' ? 'right' : 'WRONG'}: ${canaryInWords(canary)}${besidesInWords(canary)}`,
          '  ',
        ),
      ),
    ),
    titled(
      'known issues',
      report.known.flatMap((known) => [...text(knownLine(known), '  '), ...text(known.entry.reason, '    ')]),
    ),
    titled(
      'cells',
      report.cells.flatMap((cell) => cellLines(cell, text)),
    ),
    titled(
      'missing, or left open',
      report.cells.flatMap((cell) => openLines(cell, text)),
    ),
    titled(
      'not known, each by its shortest run',
      unknownOf(report).flatMap(({ cell, violation }) => [
        ...text(`${foundInWords(violation)} of ${cellInWords(cell)}: ${violation.seconds.toFixed(0)} s`, '  '),
        ...(violation.run === undefined ? [] : [`    ${plain(again(violation.run))}`]),
      ]),
    ),
  ];
  const shown = blocks.filter((block) => block.length > 0).map((block) => block.join('\n'));
  return noCommands(`${shown.join('\n\n')}\n`);
}

function titled(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines];
}

function knownLine(known: Known): string {
  const { entry } = known;
  const limits = limitsInWords(entry);
  return `${entry.issue}, ${foundInWords(entry)}${limits === '' ? '' : ` (${limits})`}: ${outcomeInWords(known)}; until ${entry.expires}, ${daysInWords(known)}`;
}

function cellLines(cell: CampaignCell, text: (line: string, indent?: string) => readonly string[]): readonly string[] {
  const { scenario, version, builds, expected, violations, medianSeconds } = cell;
  const built = builds.length === 0 ? '' : `, own ${builds.length === 1 ? 'build' : 'builds'} ${builds.join(', ')}`;
  const time = medianSeconds === undefined ? '' : `, ${medianSeconds.toFixed(0)} s a run`;
  return [
    ...text(`${scenario} on ${version} (${serversInWords(cell)})${built}: ${runsInWords(cell)}${time}`, '  '),
    ...(expected ? text(`expected: ${foundInWords(expected)} in ${rateInWords(expected)}`, '    ') : []),
    ...violations.flatMap((violation) => text(`violation: ${violationInWords(violation)}`, '    ')),
  ];
}

function openLines(cell: CampaignCell, text: (line: string, indent?: string) => readonly string[]): readonly string[] {
  const { shown, more } = firstOpen(cell);
  const lines = [...missingInWords(cell), ...shown.map(openInWords), ...more];
  return lines.length === 0 ? [] : [...text(cellInWords(cell), '  '), ...lines.flatMap((line) => text(line, '    '))];
}
