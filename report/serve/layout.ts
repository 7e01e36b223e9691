import { html, type Markup } from '../html/markup.ts';
import type { RunStatus, StoredRun } from '../stored/model.ts';
import type { Place } from './model.ts';

const tabs = [
  { tab: 'runs', title: 'Runs', link: '/' },
  { tab: 'trends', title: 'Trends', link: '/trends' },
  { tab: 'matrices', title: 'Matrices', link: '/matrices' },
] as const;
type Tab = (typeof tabs)[number]['tab'];

const signs: Record<RunStatus, string> = {
  violation: '✕',
  broken: '!',
  inconclusive: '?',
  pass: '✓',
  running: '▸',
  'cut short': '…',
  unreadable: '⚠',
};

/** A page. It has no script, and may load nothing but the style sheet and, in frames, reports from here. */
export function page(
  place: Place,
  { title, tab, refresh, body }: { title: string; tab?: Tab; refresh?: number; body: Markup },
): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
${refresh !== undefined && html`<meta http-equiv="refresh" content="${refresh}">\n`}<title>${title} · Doublerun</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="${place.styles}"></head><body>
<a class="skip" href="#main">Skip to the page</a>
<nav class="bar" aria-label="Doublerun"><span class="brand">Doublerun</span>
${tabs.map((each) => html`<a href="${each.link}"${each.tab === tab && html` aria-current="page"`}>${each.title}</a>\n`)}<span class="folder">${place.folder}</span></nav>
<main id="main">${body}</main></body></html>
`.text;
}

/** A verdict as a word, with a sign for those who see no colours. */
export function badge(status: RunStatus): Markup {
  return html`<span class="badge ${toneOf(status)}"><span aria-hidden="true">${signs[status]}</span> ${status}</span>`;
}

/** What a status is coloured by, as a class. */
export function toneOf(status: RunStatus): string {
  return status.replace(' ', '-');
}

/** The strategy, and below it what was changed in the scheduler. */
export function settings({ strategy, fixes }: Pick<StoredRun, 'strategy' | 'fixes'>): Markup {
  return html`${strategy ?? 'not known'}${fixes.map((fix) => html`<small class="fix">+ ${fix}</small>`)}`;
}

/** What has to be said before anything else; nothing where there is none. */
export function remarkList(remarks: readonly string[]): Markup {
  return html`${remarks.length > 0 && html`<ul class="remarks">${remarks.map((remark) => html`<li>${remark}</li>`)}</ul>\n`}`;
}

/** A page that says one thing: that something is not there, or was not asked for properly. */
export function messagePage(place: Place, title: string, sentence: string): string {
  return page(place, {
    title,
    body: html`<h1>${title}</h1><p>${sentence}</p><p><a href="/">All runs</a></p>`,
  });
}
