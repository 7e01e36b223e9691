import type { HistoryEvent } from '../../history/event.ts';
import { sources } from '../../history/events/base.ts';
import { MICROS_PER_SECOND, type Micros } from '../../history/time.ts';
import type { NamedFinding } from '../scene/findings.ts';
import { describeEvent } from './describe.ts';
import { html, type Markup } from './markup.ts';

/** Rows for those who have no scripts. */
const mostRows = 200;

/** The frame of the event table. The page's script fills it a few hundred rows at a time, so that long histories stay quick. */
export function eventTable(events: readonly HistoryEvent[], findings: readonly NamedFinding[], zero: Micros): Markup {
  const counts = sources.map((source) => [source, events.filter((event) => event.source === source).length] as const);
  const beats = events.filter((event) => event.type === 'execution.beat').length;
  const traffic = events.filter((event) => event.type === 'link.traffic').length;
  const boxes = counts.flatMap(([source, count]) =>
    count === 0
      ? []
      : [
          html`<label><input type="checkbox" name="source" value="${source}" checked> ${source} <small>${count}</small></label>`,
        ],
  );
  const columns = ['#', 'second', 'source', 'type', 'what'].map((name) => html`<th scope="col">${name}</th>`);
  return html`<section aria-labelledby="events-title"><h2 id="events-title">Events</h2>
<form id="filters"><input type="search" name="text" placeholder="Filter events" aria-label="Filter events">
${boxes}<label><input type="checkbox" name="beats"> heartbeats <small>${beats}</small></label>
<label><input type="checkbox" name="traffic"> traffic of links <small>${traffic}</small></label></form>
<p id="shown" role="status"></p>
<div class="table"><table id="events-table"><thead><tr>${columns}</tr></thead><tbody></tbody></table></div>
<button type="button" id="more" hidden>Show more</button>
<noscript>${withoutScripts(events, findings, zero)}</noscript></section>`;
}

/** What the findings rest on, and what was done to the cluster; everything else is in the history itself. */
function withoutScripts(events: readonly HistoryEvent[], findings: readonly NamedFinding[], zero: Micros): Markup {
  const shown = new Set(findings.flatMap(({ finding }) => finding.events));
  const told = events
    .filter(({ seq, source }) => shown.has(seq) || source === 'nemesis' || source === 'harness')
    .toSorted((left, right) => left.at - right.at || left.seq - right.seq);
  const rows = told.slice(0, mostRows).map((event) => {
    const second = ((event.at - zero) / MICROS_PER_SECOND).toFixed(3);
    return html`<tr><td>${event.seq}</td><td>${second}</td><td>${event.source}</td><td>${event.type}</td><td>${describeEvent(event)}</td></tr>
`;
  });
  return html`<p>Without scripts, only the events of findings and faults are shown; all are in <code>events.jsonl</code>.</p>
<table class="events-of-findings"><tbody>${rows}</tbody></table>`;
}
