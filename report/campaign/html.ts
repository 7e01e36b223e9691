import { html, type Markup, ours } from '../html/markup.ts';
import { pageFile } from '../html/page-file.ts';
import { accountOfCampaign } from './account.ts';
import type { CampaignCell, CampaignReport, CellViolation, Known, Places, Rate } from './model.ts';
import {
  besidesInWords,
  canaryInWords,
  cellInWords,
  daysInWords,
  foundInWords,
  isRed,
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

/** One HTML file that opens from disk, has no script, and may load nothing. */
export function renderCampaignHtml(report: CampaignReport, places: Places): string {
  const { name, about, verdict } = report;
  const { what, why, next } = accountOfCampaign(report, places);
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${verdict}: campaign ${name}</title>
<style>${['page', 'matrix', 'campaign'].map((sheet) => ours(pageFile(`${sheet}.css`)))}</style></head><body>
<main><h1>Campaign ${name}: <span class="${verdict}">${verdict}</span></h1>
${about !== undefined && html`<p class="hint">${about}</p>`}
<p><b>${what}</b></p>
<ul>${[...why, ...next].map((line) => html`<li>${line}</li>`)}</ul>
${canaries(report, places)}
${knownTable(report)}
${cellTable(report, places)}
${openList(report, places)}
${unknown(report, places)}
</main></body></html>
`;
  return page.text;
}

function canaries({ canaries: all }: CampaignReport, places: Places): Markup | false {
  const items = all.map((canary) => {
    const { outcome, run } = canary;
    const right = outcome.kind === 'right';
    return html`<li><b class="${right ? 'pass' : 'broken'}">${right ? 'right' : 'wrong'}</b>: ${linked(canaryInWords(canary), run, places)}${besidesInWords(canary)}</li>`;
  });
  return all.length > 0 && html`<section><h2>Canaries</h2><ul>${items}</ul></section>`;
}

function knownTable({ known }: CampaignReport): Markup | false {
  return (
    known.length > 0 &&
    html`<section><h2>Known issues</h2>
<div class="grid"><table><thead><tr>${heads('issue', 'known', 'here', 'until', 'reason')}</tr></thead>
<tbody>${known.map(knownRow)}</tbody></table></div></section>`
  );
}

function knownRow(known: Known): Markup {
  const { entry, outcome } = known;
  const limits = limitsInWords(entry);
  const tone = isRed(known) ? 'violation' : outcome.kind === 'too-few-runs' ? 'inconclusive' : 'plain';
  return html`<tr><th scope="row">${entry.issue}</th><td>${foundInWords(entry)}${limits !== '' && html`<br><small>${limits}</small>`}</td>
<td class="${tone}">${outcomeInWords(known)}</td><td class="day">${entry.expires}<br><small>${daysInWords(known)}</small></td><td>${entry.reason}</td></tr>
`;
}

function cellTable({ cells }: CampaignReport, places: Places): Markup | false {
  return (
    cells.length > 0 &&
    html`<section><h2>Cells</h2>
<p class="hint">k of n: runs that prove it, of those that say something of it. The bar is Wilson's 95 % interval.</p>
<div class="grid"><table><thead><tr>${heads('scenario', 'version', 'servers', 'runs', 'expected', 'violations')}</tr></thead>
<tbody>${cells.map((cell) => cellRow(cell, places))}</tbody></table></div></section>`
  );
}

function cellRow(cell: CampaignCell, places: Places): Markup {
  const { scenario, version, builds, expected, violations, medianSeconds } = cell;
  return html`<tr><th scope="row">${scenario}</th><td>${version}${builds.map((build) => html`<br><small>own build ${build}</small>`)}</td><td>${serversInWords(cell)}</td>
<td>${runsInWords(cell)}${medianSeconds !== undefined && html`<br><small>${medianSeconds.toFixed(0)} s a run</small>`}</td>
<td>${expected ? html`${foundInWords(expected)} in ${rateInWords(expected)}${bar(expected)}` : '–'}</td>
<td>${violations.length === 0 ? 'none' : violations.map((violation) => violationItem(violation, places))}</td></tr>
`;
}

function violationItem(violation: CellViolation, places: Places): Markup {
  const tone = violation.unknown > 0 ? 'violation' : 'plain';
  return html`<div class="${tone}">${linked(violationInWords(violation), violation.run, places)}</div>${bar(violation)}`;
}

function bar({ interval: { low, high } }: Rate): Markup {
  return html`<span class="bar" aria-hidden="true"><span style="left:${(low * 100).toFixed(1)}%;width:${((high - low) * 100).toFixed(1)}%"></span></span>`;
}

function openList({ cells }: CampaignReport, places: Places): Markup | false {
  const items = cells.flatMap((cell) => {
    const lines = [
      ...missingInWords(cell).map((line) => html`<li>${line}</li>`),
      ...cell.open.map((each) => html`<li>${linked(openInWords(each), each.run, places)}</li>`),
    ];
    return lines.length === 0 ? [] : [html`<li>${cellInWords(cell)}<ul>${lines}</ul></li>`];
  });
  return items.length > 0 && html`<section><h2>Missing, or left open</h2><ul>${items}</ul></section>`;
}

function unknown(report: CampaignReport, places: Places): Markup | false {
  const items = unknownOf(report).map(({ cell, violation }) => {
    const { run, seconds } = violation;
    const words = `${foundInWords(violation)}, ${cellInWords(cell)}: ${seconds.toFixed(0)} s`;
    return html`<li>${linked(words, run, places)}${run !== undefined && html`<br><code>${places.again(run)}</code>`}</li>`;
  });
  return items.length > 0 && html`<section><h2>Not known, each by its shortest run</h2><ul>${items}</ul></section>`;
}

function linked(words: string, run: string | undefined, { linkOf }: Places): Markup {
  const link = run === undefined ? undefined : linkOf(run);
  return link === undefined ? html`${words}` : html`<a href="${link}">${words}</a>`;
}

function heads(...names: readonly string[]): readonly Markup[] {
  return names.map((name) => html`<th scope="col">${name}</th>`);
}
