import { createHash } from 'node:crypto';
import { describeEvent } from './html/describe.ts';
import { findingList, nameFindings } from './html/findings.ts';
import { header } from './html/header.ts';
import { html, jsonBlock, type Markup, ours } from './html/markup.ts';
import { pageFile } from './html/page-file.ts';
import { picture } from './html/picture.ts';
import { eventTable } from './html/table.ts';
import type { RunReport } from './run-report.ts';
import { buildTimeline } from './timeline.ts';

const styles = ['header', 'table', 'picture', 'items', 'page'];
const scriptNames = ['zoom', 'choose', 'details', 'findings', 'table'];

/**
 * One HTML file that opens from disk and needs nothing else: no network, no fonts, no library. Any history renders, also one
 * that is cut short or of a run that broke.
 */
export function renderHtml(run: RunReport): string {
  const { events, verdict } = run;
  const timeline = buildTimeline(events);
  const findings = nameFindings(verdict);
  const ordered = events.toSorted((left, right) => left.at - right.at || left.seq - right.seq);
  const scripts = scriptNames.map((name) => ours(pageFile(`${name}.js`)));
  const scenario = events.find((event) => event.type === 'run.begin')?.scenario ?? 'unknown scenario';
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${verdict.verdict}: ${scenario}</title>
<style>${styles.map((name) => ours(pageFile(`${name}.css`)))}</style></head><body>
<main>${header(run, timeline)}
${findingList(findings)}
<section aria-labelledby="timeline-title"><div class="title"><h2 id="timeline-title">Timeline</h2>
<div class="zoom" role="group" aria-label="Zoom">
<button type="button" data-zoom="0.5" aria-label="Zoom out">−</button>
<button type="button" data-zoom="2" aria-label="Zoom in">+</button>
<button type="button" data-zoom="workload">Workload</button>
<button type="button" data-zoom="fit">Whole run</button></div>
<p class="hint">Seconds since the run began. Ctrl + wheel zooms, dragging moves, a click or Enter shows the events.</p></div>
${picture(timeline, findings)}</section>
${eventTable(events)}</main>
<aside id="details" aria-label="Details" hidden><button type="button" id="close">Close</button><h2></h2>
<div id="details-body" aria-live="polite"></div></aside>
${jsonBlock('events', ordered)}${jsonBlock('words', ordered.map(describeEvent))}${jsonBlock('zero', timeline.from)}
${scripts.map((script) => html`<script type="module">${script}</script>\n`)}</body></html>
`;
  return page.text;
}

/** Only these very scripts may run, should a hole in the escaping ever let another one in; and nothing may be loaded. */
function policy(scripts: readonly Markup[]): string {
  const hashes = scripts.map(({ text }) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  return `default-src 'none'; style-src 'unsafe-inline'; script-src ${hashes.join(' ')}`;
}
