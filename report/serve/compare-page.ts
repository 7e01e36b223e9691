import { plural } from '../counts.ts';
import { html, type Markup } from '../html/markup.ts';
import { gistOf, lengthOf, settingsOf, systemOf, utcOf } from '../stored/words.ts';
import { badge, page, toneOf } from './layout.ts';
import { compareLink, fileLink, runLink } from './links.ts';
import type { CompareModel, Differences, Place, Side } from './model.ts';

/** A longer value is cut: where it differs is to be seen in the file itself. */
const LONGEST_VALUE = 400;

/** Two runs beside each other: what they were, what differs, what was found in which, and their reports. */
export function comparePage(place: Place, model: CompareModel): string {
  const { left, right, parts } = model;
  const body = html`<p class="path"><a href="/">Runs</a> / two side by side · <a href="${compareLink(right.run, left.run)}">swap them</a></p>
<h1>${left.run.scenario === right.run.scenario ? left.run.scenario : `${left.run.scenario} and ${right.run.scenario}`}</h1>
<div class="sides">${head(left, 'left')}${head(right, 'right')}</div>
${findings(model)}
${parts.map(({ title, differences }) => part(title, differences))}
<section><h2>Reports</h2><div class="sides frames">${frame(left)}${frame(right)}</div></section>
`;
  return page(place, { title: 'Two runs', body });
}

function head({ run }: Side, side: string): Markup {
  const { at, seconds, seed } = run;
  const known = [
    `${utcOf(at)} UTC`,
    seconds === undefined ? '' : lengthOf(seconds),
    `seed ${seed ?? 'unknown'}`,
    systemOf(run),
    settingsOf(run),
  ];
  return html`<article class="card ${toneOf(run.status)}" aria-label="${side}"><p class="word">${badge(run.status)}</p>
<p><a href="${runLink(run)}">${run.run}</a></p><p class="soft">${known.filter((each) => each !== '').join(' · ')}</p><p>${gistOf(run)}</p></article>
`;
}

function findings({ findings: found, left, right }: CompareModel): Markup {
  if (found.length === 0)
    return html`<section><h2>Findings</h2><p class="soft">Nothing is proved in either.</p></section>`;
  const count = (times: number): Markup => (times === 0 ? html`<span class="soft">–</span>` : html`${times}`);
  return html`<section><h2>Findings</h2><p class="hint">How often each is proved: anomaly, task, faults.</p><div class="grid"><table class="both"><thead><tr><th scope="col">finding</th><th scope="col">left</th><th scope="col">right</th></tr></thead>
<tbody>${found.map((each) => html`<tr class="${each.left === each.right ? 'equal' : 'differs'}"><th scope="row" class="${each.violation ? 'violation' : 'note'}">${each.signature}</th><td>${count(each.left)}</td><td>${count(each.right)}</td></tr>\n`)}</tbody></table></div>
<div class="sides">${sentences(left)}${sentences(right)}</div></section>`;
}

function sentences({ sentences: all }: Side): Markup {
  return html`<details><summary>${plural(all.length, 'sentence')}</summary><ul>${all.map(({ anomaly, sentence }) => html`<li><span class="kind">${anomaly}</span> ${sentence}</li>\n`)}</ul></details>`;
}

function part(title: string, { differences, more, same }: Differences): Markup {
  const equal = `${plural(same, 'field')} ${same === 1 ? 'is' : 'are'} the same`;
  if (differences.length === 0)
    return html`<section><h2>${title}</h2><p class="soft">${same === 0 ? 'Neither has one.' : `No difference: ${equal}.`}</p></section>\n`;
  return html`<section><h2>${title}</h2><div class="grid"><table class="both"><thead><tr><th scope="col">field</th><th scope="col">left</th><th scope="col">right</th></tr></thead>
<tbody>${differences.map(({ path, left, right }) => html`<tr><th scope="row"><code>${path || 'all of it'}</code></th><td>${value(left)}</td><td>${value(right)}</td></tr>\n`)}</tbody></table></div>
<p class="hint">${more > 0 && `${plural(more, 'difference')} more; `}${equal}.</p></section>
`;
}

function value(text: string | undefined): Markup {
  if (text === undefined) return html`<span class="soft">none</span>`;
  return html`<code>${text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text}</code>`;
}

/** In a sandbox: a report may have been written by anybody. */
function frame({ run, report }: Side): Markup {
  if (!report) return html`<p class="soft">It has no report.</p>`;
  const link = fileLink(run, 'report.html');
  return html`<div><p><a href="${link}">${run.run}</a></p>
<iframe src="${link}" title="report of ${run.run}" sandbox="allow-scripts" loading="lazy"></iframe></div>`;
}
