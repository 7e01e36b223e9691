import { html, type Markup, ours } from '../html/markup.ts';
import { pageFile } from '../html/page-file.ts';
import type { CountedCell, Left, MatrixCell, MatrixTable } from './model.ts';
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

/** One HTML file that opens from disk, has no script, and may load nothing. `linkOf`: where a run is, from the file. */
export function renderMatrixHtml(table: MatrixTable, linkOf: (run: string) => string): string {
  const { name, about, columns, scenarios, versions } = table;
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>Matrix ${name}</title>
<style>${['page', 'matrix'].map((sheet) => ours(pageFile(`${sheet}.css`)))}</style></head><body>
<main><h1>Matrix ${name}</h1>
${about !== undefined && html`<p>${about}</p>`}
<p class="hint">k of n: runs that prove what the scenario expects, of those that say something. The bar is Wilson's 95 % interval.</p>
<dl class="columns">${columns.map((column) => html`<dt>${column.name}</dt><dd><code>${column.cluster}</code></dd>`)}</dl>
${versions.map((version) => section(table, version, linkOf))}
<section><h2>Scenarios</h2><dl class="columns">${scenarios.map(
    (scenario) => html`<dt>${scenario.name}</dt><dd>${scenario.about} Expects ${scenario.expects}.</dd>`,
  )}</dl></section>
</main></body></html>
`;
  return page.text;
}

function section(table: MatrixTable, version: string, linkOf: (run: string) => string): Markup {
  const { columns, cell } = table;
  const rows = scenariosOn(table, version).map(({ name }) => {
    const cells = columns.map((column) => html`<td>${cellOf(cell(version, column.name, name), linkOf)}</td>`);
    return html`<tr><th scope="row">${name}</th>${cells}</tr>\n`;
  });
  return html`<section><h2>${versionInWords(table, version)}</h2>
${reasonsOf(table, version).map((reason) => html`<p>Not run here: ${reason}</p>`)}
<div class="grid"><table><thead><tr><th scope="col">scenario</th>${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div></section>
`;
}

function cellOf(cell: MatrixCell, linkOf: (run: string) => string): Markup {
  if (cell.kind === 'not-run') return html`<span class="silent">not run here</span>`;
  const { violations, notes } = partLeft(cell);
  const { medianSeconds } = cell;
  return html`${rate(cell, linkOf)}
${[...remarksOf(cell), ...missingInWords(cell)].map((remark) => html`<p class="remark">${remark}</p>`)}
${violations.length > 0 && html`<ul class="left">${violations.map((left) => item(left, cell, linkOf))}</ul>`}
${notes.length > 0 && html`<details><summary>notes</summary><ul>${notes.map((left) => item(left, cell, linkOf))}</ul></details>`}
${medianSeconds !== undefined && html`<small>${medianSeconds.toFixed(0)} s a run</small>`}`;
}

function rate(cell: CountedCell, linkOf: (run: string) => string): Markup {
  const { seen, of, interval, unended, run, sentence } = cell;
  if (of === 0) return html`<span class="silent">nothing is known</span>`;
  const words = html`<b>${seen} of ${of}</b>`;
  const linked = run === undefined ? words : html`<a href="${linkOf(run)}" title="${sentence}">${words}</a>`;
  const [low, high] = [interval.low * 100, interval.high * 100];
  return html`<span class="rate ${seen + unended === 0 ? 'absent' : 'shown'}">${linked} <small>${boundsInWords(cell)}</small></span>
<span class="bar" aria-hidden="true"><span style="left:${low.toFixed(1)}%;width:${(high - low).toFixed(1)}%"></span></span>`;
}

function item(left: Left, cell: CountedCell, linkOf: (run: string) => string): Markup {
  const words = leftInWords(left, cell);
  return html`<li>${left.run === undefined ? words : html`<a href="${linkOf(left.run)}" title="${left.sentence}">${words}</a>`}</li>`;
}
