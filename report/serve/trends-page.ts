import { plural } from '../counts.ts';
import { html, type Markup } from '../html/markup.ts';
import { boundsInWords } from '../matrix/words.ts';
import { rateBar, verdictBars } from './bars.ts';
import { filterForm } from './filters.ts';
import { page, remarkList, settings, toneOf } from './layout.ts';
import { runsLink } from './links.ts';
import type { Place, Trend, TrendsModel } from './model.ts';

/** What became of each scenario, version and setting over time. */
export function trendsPage(place: Place, { query, choices, trends, remarks }: TrendsModel): string {
  const scenarios = [...Map.groupBy(trends, ({ scenario }) => scenario)];
  const body = html`<h1>Trends</h1>
<p class="hint">A bar is a run, oldest first; the higher, the worse. k of n: runs that prove what is counted, of those that say something; beside it what is known of the rate (Wilson, 95 %).
Runs count by the faults of their plans, whatever started them: reproduce, explore, shrink, a matrix. Those that still go on are left out.</p>
${remarkList(remarks)}${filterForm('/trends', query, choices)}
${trends.length === 0 && html`<p class="empty">No run is as you ask for.</p>`}
${
  trends.length > 0 &&
  html`<div class="grid"><table class="trends"><thead><tr><th scope="col">Version</th><th scope="col">Strategy</th><th scope="col">Faults</th><th scope="col">Verdicts</th><th scope="col">Counted</th><th scope="col">Rate</th></tr></thead>
${scenarios.map(([scenario, group]) => rowsOf(scenario, group))}</table></div>`
}
`;
  return page(place, { title: 'Trends', tab: 'trends', body });
}

function rowsOf(scenario: string, trends: readonly Trend[]): Markup {
  const about = trends.findLast((trend) => trend.about !== undefined)?.about;
  return html`<tbody><tr class="group"><th colspan="6" scope="rowgroup"><a href="${runsLink({ scenario })}">${scenario}</a> <span class="soft">${about}</span></th></tr>
${trends.map(row)}</tbody>
`;
}

function row(trend: Trend): Markup {
  const { version, origin, build, faults, runs, counts, counted } = trend;
  const link = runsLink({ scenario: trend.scenario, version, strategy: trend.strategy });
  return html`<tr><th scope="row"><a href="${link}">${version ?? 'not known'}</a>${(build ?? origin) !== undefined && html`<small class="build">${build ?? origin}</small>`}</th>
<td>${settings(trend)}</td><td>${faults === undefined ? 'not known' : faults.join(', ') || 'none'}</td>
<td>${verdictBars(runs)}<small>${plural(runs.length, 'run')}: ${counts.map(({ status, count }, index) => html`${index > 0 && ', '}<span class="tally ${toneOf(status)}">${count} ${status}</span>`)}</small></td>
<td>${counted}</td><td class="rates">${rates(trend)}</td></tr>
`;
}

function rates({ rate, recent, changed, runs }: Trend): Markup {
  if (rate.of === 0) return html`<span class="soft">no run says anything of it</span>`;
  const silent = runs.length - rate.of;
  return html`<b>${rate.seen} of ${rate.of}</b> <small>${boundsInWords(rate)}</small>${rateBar(rate)}
${recent && html`<small>${changed && html`<span class="changed">changed:</span> `}last ${recent.of}: ${recent.seen} of ${recent.of}</small>`}
${silent > 0 && html`<small>not counted: ${silent}, which ${silent === 1 ? 'says' : 'say'} nothing of it</small>`}`;
}
