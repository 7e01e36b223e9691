import type { Finding } from '../../checkers/finding.ts';
import type { Verdict } from '../../checkers/verdict.ts';
import { countsInWords, faultsInWords } from '../counts.ts';
import { html, type Markup } from '../html/markup.ts';
import { lengthOf, settingsOf, systemOf, utcOf } from '../stored/words.ts';
import { badge, page, remarkList, toneOf } from './layout.ts';
import { compareLink, fileLink, runLink, runsLink, trendsLink } from './links.ts';
import type { Place, RunFile, RunModel } from './model.ts';

/** A page of a run that goes on is loaded again so often, seconds. */
const REFRESH_SECONDS = 5;

/** What one run was, what came of it, and where its files are. */
export function runPage(place: Place, model: RunModel): string {
  const { run, verdict, account, files, again } = model;
  const report = files.some(({ name }) => name === 'report.html');
  const body = html`<p class="path"><a href="/">Runs</a> / <a href="${runsLink({ scenario: run.scenario })}">${run.scenario}</a> / ${run.name}</p>
<header class="card ${toneOf(run.status)}"><p class="word">${badge(run.status)}</p><h1>${run.scenario}</h1>
${run.about !== undefined && html`<p class="soft">${run.about}</p>`}
${account ? html`<p class="what">${account.what}</p>${account.why.map((why) => html`<p>${why}</p>`)}` : html`<p class="what">${run.reason}</p>`}
${report && html`<p><a class="button" href="${fileLink(run, 'report.html')}">Open the report</a></p>`}
${facts(model)}</header>
${remarkList(run.problems)}
${account && account.next.length > 0 && html`<section><h2>What to do next</h2><ul>${account.next.map((next) => html`<li>${next}</li>`)}</ul></section>`}
${verdict && found(verdict)}
<section><h2>The same again</h2><pre class="command">${again}</pre></section>
<section><h2>Files</h2>${fileList(model)}</section>
<section><h2>Other runs of ${run.scenario}</h2>${others(model)}</section>
`;
  const title = `${run.status}: ${run.run}`;
  return page(place, { title, body, ...(run.status === 'running' ? { refresh: REFRESH_SECONDS } : {}) });
}

function facts({ run, verdict }: RunModel): Markup {
  const { at, seconds, seed, origin, faults, expects, outcome } = run;
  const known: readonly (readonly [string, string | undefined])[] = [
    ['began', `${utcOf(at)} UTC`],
    ['took', seconds === undefined ? undefined : lengthOf(seconds)],
    ['seed', seed === undefined ? undefined : String(seed)],
    ['DolphinScheduler', systemOf(run)],
    ['from', origin],
    ['strategy', settingsOf(run)],
    ['faults', faults === undefined ? undefined : faults.join(', ') || 'none'],
    ['expects', expects],
    ['which is', outcome === undefined ? undefined : outcomes[outcome]],
  ];
  return html`<dl class="facts">${known.map(([name, value]) => value !== undefined && value !== '' && html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>
${verdict && html`<p class="soft">${[countsInWords(verdict), ...faultsInWords(verdict)].join(' ')}</p>`}`;
}

const outcomes = {
  seen: 'proved',
  not: 'not there',
  inconclusive: 'open: this run says nothing',
  broken: 'open: this run broke',
} as const;

function found({ verdict, reasons, violations, doubts, notes }: Verdict): Markup {
  // The account says those of a run without an answer, but for what comes behind their first line.
  const shown = verdict === 'violation' ? reasons : reasons.filter((reason) => reason.includes('\n'));
  const items = (findings: readonly Finding[], tone: string): readonly Markup[] =>
    findings.map(
      ({ anomaly, proof, sentence }) =>
        html`<li class="${tone}"><span class="kind">${anomaly}</span> <span class="proof">${proof}</span><span class="sentence">${sentence}</span></li>\n`,
    );
  return html`${shown.length > 0 && html`<section><h2>Reasons</h2><ul class="reasons">${shown.map(reasonItem)}</ul></section>`}
${
  violations.length + doubts.length + notes.length > 0 &&
  html`<section><h2>Findings</h2><ul class="findings">
${items(violations, 'violation')}${items(doubts, 'doubt')}${items(notes, 'note')}</ul></section>`
}`;
}

function reasonItem(reason: string): Markup {
  const [first, ...more] = reason.split('\n');
  return html`<li>${first}${more.length > 0 && html`<pre>${more.join('\n')}</pre>`}</li>`;
}

function fileList({ run, files }: RunModel): Markup {
  if (files.length === 0) return html`<p class="soft">There are none yet.</p>`;
  const item = (file: RunFile): Markup =>
    html`<li><a href="${fileLink(run, file.name)}">${file.name}</a> <small>${sizeOf(file.bytes)}</small></li>\n`;
  return html`<ul class="files">${files.map(item)}</ul>`;
}

function others({ run, earlier, later }: RunModel): Markup {
  const line = (other: typeof earlier, words: string): Markup | false =>
    other !== undefined &&
    html`<li>${words}: <a href="${runLink(other)}">${utcOf(other.at)}, seed ${other.seed}</a> ${badge(other.status)} <a href="${compareLink(other, run)}">side by side</a></li>\n`;
  return html`<ul class="others">${line(later, 'the next')}${line(earlier, 'the one before')}<li><a href="${trendsLink({ scenario: run.scenario })}">the trend</a>, <a href="${runsLink({ scenario: run.scenario })}">all of them</a></li></ul>`;
}

function sizeOf(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(0)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
