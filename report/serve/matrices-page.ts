import { html, type Markup } from '../html/markup.ts';
import { utcOf } from '../stored/words.ts';
import { page } from './layout.ts';
import { matrixLink } from './links.ts';
import type { Place, StoredMatrix } from './model.ts';

/** The matrices that there are. */
export function matricesPage(place: Place, matrices: readonly StoredMatrix[]): string {
  const none = html`<p class="empty">There is no matrix here yet: ./doublerun matrix <code>file</code> makes one.</p>`;
  const body = html`<h1>Matrices</h1>
<p class="hint">How often each of several scenarios shows its finding, on several versions with several settings.</p>
${matrices.length === 0 ? none : matrices.map(item)}`;
  return page(place, { title: 'Matrices', tab: 'matrices', body });
}

function item({ name, about, written, versions, columns, scenarios, problem }: StoredMatrix): Markup {
  return html`<article class="card"><h2>${written === undefined ? name : html`<a href="${matrixLink(name)}">${name}</a>`}</h2>
${about !== undefined && html`<p>${about}</p>`}${problem !== undefined && html`<p class="problem">${problem}</p>`}
<dl class="facts">${fact('versions', versions)}${fact('settings', columns)}${fact('scenarios', scenarios)}</dl>
<p class="soft">${written === undefined ? 'Its page is not written yet.' : `Written ${utcOf(written)} UTC.`}</p></article>
`;
}

function fact(name: string, values: readonly string[]): Markup | false {
  return values.length > 0 && html`<div><dt>${name}</dt><dd>${values.join(', ')}</dd></div>\n`;
}
