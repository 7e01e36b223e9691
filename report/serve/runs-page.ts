import { plural } from '../counts.ts';
import { html, type Markup } from '../html/markup.ts';
import type { StoredRun } from '../stored/model.ts';
import { gistOf, lengthOf, utcOf } from '../stored/words.ts';
import { filterForm } from './filters.ts';
import { badge, page, remarkList, settings, toneOf } from './layout.ts';
import { fileLink, runLink, runsLink } from './links.ts';
import type { Place, RunsModel } from './model.ts';

/** So many signatures stand in a row; the rest are on the run's own page. */
const MOST_SIGNATURES = 3;

const columns = [
  { by: 'verdict', title: 'Verdict' },
  { by: 'scenario', title: 'Scenario' },
  { by: 'when', title: 'Began, UTC' },
  { by: 'seed', title: 'Seed' },
  { by: 'version', title: 'Version' },
  { by: 'strategy', title: 'Strategy' },
  { by: 'took', title: 'Took' },
] as const;

/** All runs that are asked for, a page of them. */
export function runsPage(place: Place, model: RunsModel): string {
  const { query, choices, runs, matching, all, remarks } = model;
  const { sort, order } = query;
  const keep = html`${sort !== undefined && html`<input type="hidden" name="sort" value="${sort}">`}${order !== undefined && html`<input type="hidden" name="order" value="${order}">`}${query.verdict !== undefined && html`<input type="hidden" name="verdict" value="${query.verdict}">`}`;
  const fields = html`<input name="seed" size="8" inputmode="numeric" placeholder="seed" aria-label="seed" value="${query.seed}">
<input type="search" name="text" placeholder="words: a fault, a task, a sentence …" aria-label="words" value="${query.text}">${keep}
`;
  const body = html`<h1>Runs</h1>
${remarkList(remarks)}${verdicts(model)}
${filterForm('/', query, choices, fields)}
${runs.length === 0 ? html`<p class="empty">${all === 0 ? 'There are no runs here yet: ./doublerun reproduce makes one. This page shows it when it is loaded again.' : 'No run is as you ask for.'}</p>` : table(model)}
`;
  return page(place, { title: matching === all ? 'Runs' : `${plural(matching, 'run')}`, tab: 'runs', body });
}

/** How many there are of each verdict: a link each, that chooses it, or chooses none again. */
function verdicts({ query, choices, all }: RunsModel): Markup {
  const { page: _, verdict, ...rest } = query;
  const total = choices.verdicts.reduce((sum, { count }) => sum + count, 0);
  return html`<ul class="verdicts"><li><a href="${runsLink(rest)}"${verdict === undefined && html` aria-current="true"`}><b>${total}</b> ${total === all ? 'runs' : `of ${all} runs`}</a></li>
${choices.verdicts.map(({ value, count }) => {
  const chosen = value === verdict;
  return html`<li><a class="${toneOf(value)}" href="${runsLink(chosen ? rest : { ...rest, verdict: value })}"${chosen && html` aria-current="true"`}><b>${count}</b> ${value}</a></li>\n`;
})}</ul>`;
}

function table(model: RunsModel): Markup {
  return html`<form action="/compare"><div class="grid"><table class="runs"><thead><tr>
<th scope="col"><span class="hidden">Compare</span></th>${columns.map((column) => heading(model, column))}<th scope="col">What was found</th></tr></thead>
<tbody>${model.runs.map(row)}</tbody></table></div>
<div class="below"><button type="submit">Compare the two that are marked</button>${pager(model)}</div></form>`;
}

function heading({ query, sortedBy }: RunsModel, { by, title }: (typeof columns)[number]): Markup {
  const isSorted = sortedBy.by === by;
  const { page: _, sort: __, order: ___, ...rest } = query;
  const link = runsLink({ ...rest, sort: by, order: isSorted ? (sortedBy.descending ? 'up' : 'down') : undefined });
  const sorted = sortedBy.descending ? 'descending' : 'ascending';
  return html`<th scope="col"${isSorted && html` aria-sort="${sorted}"`}><a href="${link}">${title}${isSorted && html` <span aria-hidden="true">${sortedBy.descending ? '↓' : '↑'}</span>`}</a></th>`;
}

function row(run: StoredRun): Markup {
  const { scenario, at, seed, version, build, seconds, status } = run;
  const moment = new Date(at).toISOString();
  return html`<tr><td><input type="checkbox" name="run" value="${run.run}" aria-label="compare ${run.run}"></td>
<td>${badge(status)}</td><th scope="row"><a href="${runLink(run)}">${scenario}</a></th>
<td class="number"><time datetime="${moment}">${utcOf(at)}</time></td><td class="number">${seed}</td>
<td>${version}${build !== undefined && html`<small class="build">${build}</small>`}</td><td>${settings(run)}</td>
<td class="number">${seconds !== undefined && lengthOf(seconds)}</td>
<td class="found">${found(run)}</td></tr>
`;
}

function found(run: StoredRun): Markup {
  const { signatures, status, problems } = run;
  const shown = signatures.slice(0, MOST_SIGNATURES);
  const more = signatures.length - shown.length;
  const report = status !== 'running' && html`<a class="report" href="${fileLink(run, 'report.html')}">report</a> `;
  return html`<p>${report}${gistOf(run)}</p>
${shown.length > 0 && html`<ul class="signatures">${shown.map(({ signature, count, violation }) => html`<li class="${violation ? 'violation' : 'note'}">${signature}${count > 1 && ` ×${count}`}</li>`)}${more > 0 && html`<li>and ${plural(more, 'more kind')}</li>`}</ul>`}
${problems.map((problem) => html`<p class="problem">${problem}</p>`)}`;
}

function pager({ query, page: current, pages, firstNumber, runs, matching }: RunsModel): Markup {
  const to = (number: number, words: string, rel: string): Markup =>
    html`<a rel="${rel}" href="${runsLink({ ...query, page: number === 1 ? undefined : String(number) })}">${words}</a>`;
  return html`<nav class="pager" aria-label="Pages">${current > 1 && to(current - 1, '← page before', 'prev')}
<span>${firstNumber}–${firstNumber + runs.length - 1} of ${matching}</span>
${current < pages && to(current + 1, 'next page →', 'next')}</nav>`;
}
