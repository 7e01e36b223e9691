import { createHash } from 'node:crypto';
import { beginOf } from '../history/begin.ts';
import { describeEvent } from './html/describe.ts';
import { findingTable } from './html/findings.ts';
import { header } from './html/header.ts';
import { linkScripts } from './html/link-scripts.ts';
import { dataBlock, html, type Markup, ours } from './html/markup.ts';
import { pageFile } from './html/page-file.ts';
import { eventTable } from './html/table.ts';
import { timelineSection } from './html/timeline.ts';
import type { RunReport } from './run-report.ts';
import { nameFindings } from './scene/findings.ts';
import { buildScene } from './scene.ts';
import { buildTimeline } from './timeline.ts';

const styles = ['header', 'findings', 'table', 'timeline', 'legend', 'tones', 'page'];

/**
 * One HTML file that opens from disk and needs nothing else: no network, no fonts, no library. Any history renders, also one
 * that is cut short or of a run that broke. `logs`: what the servers wrote around what matters.
 */
export function renderHtml(run: RunReport): string {
  const { events, verdict, logs = {} } = run;
  const ordered = events.toSorted((left, right) => left.at - right.at || left.seq - right.seq);
  const timeline = buildTimeline(events);
  const findings = nameFindings(verdict);
  const scene = buildScene(timeline, ordered, findings);
  const script = ours(linkScripts('main'));
  const scenario = beginOf(events)?.scenario ?? 'unknown scenario';
  const data = { events: ordered, words: ordered.map(describeEvent), zero: timeline.from, scene, logs };
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(script)}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${verdict.verdict}: ${scenario}</title>
<style>${styles.map((name) => ours(pageFile(`${name}.css`)))}</style>
<noscript><style>.zoom, .hint, #scroller, .legend, #filters, .table { display: none }</style></noscript></head><body>
<main>${header(run, timeline)}
${findingTable(findings, timeline.from)}
${timelineSection(scene)}
${eventTable(events, findings, timeline.from)}</main>
<aside id="details" aria-label="Details" hidden><button type="button" id="close">Close</button><h2></h2>
<div id="details-body" aria-live="polite"></div></aside>
${dataBlock(data)}
<script type="module">${script}</script></body></html>
`;
  return page.text;
}

/** Only this very script may run, should a hole in the escaping ever let another one in; and nothing may be loaded. */
function policy({ text }: Markup): string {
  const hash = createHash('sha256').update(text).digest('base64');
  return `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`;
}
