import type { HistoryEvent } from '../../history/event.ts';
import { sources } from '../../history/events/base.ts';
import { html, type Markup } from './markup.ts';

/** The frame of the event table. The page's script fills it a few hundred rows at a time, so that long histories stay quick. */
export function eventTable(events: readonly HistoryEvent[]): Markup {
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
</section>`;
}
