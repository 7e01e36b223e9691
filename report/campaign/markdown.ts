import { codeBlock, inline, row } from '../reporters/markdown-text.ts';
import { accountOfCampaign } from './account.ts';
import type { CampaignCell, CampaignReport, Places } from './model.ts';
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

/** A campaign as a Markdown page, for a summary in CI. */
export function renderCampaignMarkdown(report: CampaignReport, places: Places): string {
  const { name, about, verdict } = report;
  const { what, why, next } = accountOfCampaign(report, places);
  const parts = [
    `## Doublerun: ${verdict}, campaign ${inline(name)}`,
    ...(about === undefined ? [] : [inline(about)]),
    `**${inline(what)}**`,
    list([...why, ...next].map(inline)),
    ...titled('Canaries', list(canaries(report, places))),
    ...titled('Known issues', knownTable(report)),
    ...titled('Cells', cellTable(report)),
    ...titled('Missing, or left open', list(report.cells.flatMap((cell) => openItems(cell, places)))),
    ...titled('Not known, each by its shortest run', unknown(report, places)),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function titled(title: string, text: string): readonly string[] {
  return text === '' ? [] : [`### ${title}`, text];
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function canaries({ canaries: all }: CampaignReport, places: Places): readonly string[] {
  return all.map((canary) => {
    const { outcome, run } = canary;
    const word = outcome.kind === 'right' ? 'right' : '**wrong**';
    return `${word}: ${inline(`${canaryInWords(canary)}${besidesInWords(canary)}`)}${linkTo(run, places)}`;
  });
}

function knownTable({ known: all }: CampaignReport): string {
  if (all.length === 0) return '';
  const rows = all.map((known) => {
    const { entry } = known;
    const limits = limitsInWords(entry);
    const about = `${foundInWords(entry)}${limits === '' ? '' : ` (${limits})`}`;
    const cells = [entry.issue, about, outcomeInWords(known), `${entry.expires}, ${daysInWords(known)}`, entry.reason];
    return row(...cells.map(inline));
  });
  return [row('issue', 'known', 'here', 'until', 'reason'), row('---', '---', '---', '---', '---'), ...rows].join('\n');
}

function cellTable({ cells }: CampaignReport): string {
  if (cells.length === 0) return '';
  const rows = cells.map((cell) => {
    const { scenario, version, builds, expected, violations, medianSeconds } = cell;
    const found = violations.map((violation) => inline(violationInWords(violation))).join('<br>');
    return row(
      inline(scenario),
      inline([version, ...builds].join(' ')),
      inline(serversInWords(cell)),
      inline(runsInWords(cell)),
      expected ? inline(`${foundInWords(expected)} in ${rateInWords(expected)}`) : '–',
      found === '' ? 'none' : found,
      medianSeconds === undefined ? '–' : `${medianSeconds.toFixed(0)} s`,
    );
  });
  return [
    row('scenario', 'version', 'servers', 'runs', 'expected', 'violations', 'a run'),
    row('---', '---', '---', '---', '---', '---', '---'),
    ...rows,
  ].join('\n');
}

function openItems(cell: CampaignCell, places: Places): readonly string[] {
  const { shown, more } = firstOpen(cell);
  return [
    ...missingInWords(cell),
    ...shown.map((each) => `${inline(openInWords(each))}${linkTo(each.run, places)}`),
    ...more,
  ].map((item) => `${inline(cellInWords(cell))}: ${item}`);
}

function unknown(report: CampaignReport, places: Places): string {
  return unknownOf(report)
    .flatMap(({ cell, violation }) => [
      `${inline(`${foundInWords(violation)}, ${cellInWords(cell)}: ${violation.seconds.toFixed(0)} s`)}${linkTo(violation.run, places)}`,
      ...(violation.run === undefined ? [] : [codeBlock(places.again(violation.run))]),
    ])
    .join('\n\n');
}

function linkTo(run: string | undefined, { linkOf }: Places): string {
  const link = run === undefined ? undefined : linkOf(run);
  return link === undefined ? '' : ` ([run](${link}))`;
}
