import type { Verdict } from '../../checkers/verdict.ts';
import { beginOf } from '../../history/begin.ts';
import type { EventOf } from '../../history/event.ts';
import { MICROS_PER_MS, toSeconds } from '../../history/time.ts';
import { accountOf } from '../account.ts';
import { absentInWords, checkersInWords, faultsInWords, plural } from '../counts.ts';
import type { RunReport } from '../run-report.ts';
import type { Timeline } from '../timeline/model.ts';
import { html, type Markup } from './markup.ts';

const symbols: Record<Verdict['verdict'], string> = { violation: '✕', broken: '!', inconclusive: '?', pass: '✓' };

/** First what happened, why, and what to do next; then what the run was, and how much was looked at. */
export function header(run: RunReport, timeline: Timeline): Markup {
  const { events, verdict } = run;
  const begin = beginOf(events);
  const end = events.find((event): event is EventOf<'run.end'> => event.type === 'run.end');
  const ended = end ? `${end.outcome}: ${end.reason}` : 'cut short: the history has no end';
  const { what, why, next } = accountOf(run);
  const covered = [...absentInWords(verdict), ...faultsInWords(verdict), ...checkersInWords(verdict)];
  return html`<header class="verdict ${verdict.verdict}">
<p class="word"><span aria-hidden="true">${symbols[verdict.verdict]}</span> ${verdict.verdict}</p>
<h1>${what}</h1>
<ul class="why">${why.map((sentence) => html`<li>${sentence}</li>`)}</ul>
${next.length > 0 && html`<h2>What to do next</h2><ul class="next">${next.map((sentence) => html`<li>${withCommand(sentence)}</li>`)}</ul>`}
<dl class="facts">
${fact('scenario', begin && html`<b>${begin.scenario}</b>`)}
${fact('seed', begin && html`<code>${begin.seed}</code>`)}
${fact('contract', begin?.contract.join(', ') || 'none')}
${fact('began', begin && utc(begin.at))}
${fact('took', `${toSeconds(timeline.to - timeline.from)} s`)}
${fact('ended', ended.split('\n', 1)[0])}
${fact('run', begin?.run)}
${fact('directory', run.runDirectory && html`<code>${run.runDirectory}</code>`)}
</dl>
${counts(verdict)}
${reasons(verdict)}
<details${verdict.verdict === 'pass' && html` open`}><summary>What was covered</summary><ul>${covered.map((line) => html`<li>${line}</li>`)}</ul></details>
${environment(run.environment)}
</header>`;
}

/** What follows `./doublerun` is to be typed. */
function withCommand(sentence: string): Markup {
  const at = sentence.indexOf('./doublerun');
  return at === -1 ? html`${sentence}` : html`${sentence.slice(0, at)}<code>${sentence.slice(at)}</code>`;
}

/** Whole, with the servers' last lines and stack traces that the account leaves out: where those are all there is, they are shown. */
function reasons(verdict: Verdict): Markup | false {
  const open = verdict.verdict === 'broken' && verdict.reasons.some((reason) => reason.includes('\n'));
  return (
    verdict.reasons.length > 0 &&
    html`<details${open && html` open`}><summary>The verdict's reasons in full</summary><ul class="reasons">${verdict.reasons.map((reason) => html`<li>${reason}</li>`)}</ul></details>`
  );
}

function fact(name: string, value: Markup | string | undefined): Markup | false {
  return value !== undefined && value !== '' && html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

function counts({ coverage, violations, doubts, notes, checkers }: Verdict): Markup {
  const proved = coverage.faults.filter((fault) => fault.effective).length;
  const checked = checkers.filter((checker) => checker.outcome === 'checked').length;
  const tiles = [
    counted(violations.length, 'violation'),
    counted(doubts.length, 'doubt'),
    counted(notes.length, 'note'),
    counted(coverage.workflows, 'workflow'),
    counted(coverage.executions, 'execution'),
    tile(`${proved}/${coverage.faults.length}`, 'faults proved'),
    tile(`${checked}/${checkers.length}`, 'checkers worked'),
    counted(coverage.events, 'event'),
  ];
  return html`<ul class="counts">${tiles}</ul>`;
}

function counted(count: number, noun: string): Markup {
  return tile(String(count), plural(count, noun).slice(String(count).length + 1));
}

function tile(count: string, what: string): Markup {
  return html`<li><b>${count}</b> ${what}</li>`;
}

function environment(values: RunReport['environment']): Markup | false {
  if (!values) return false;
  const rows = flatten(values, '').map(([key, value]) => html`<tr><th scope="row">${key}</th><td>${value}</td></tr>`);
  return html`<details><summary>Versions and environment</summary><table>${rows}</table></details>`;
}

/** Nested values as paths: `images.master`. */
function flatten(value: unknown, path: string): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, path === '' ? key : `${path}.${key}`));
}

function utc(at: number): string {
  return `${new Date(at / MICROS_PER_MS).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
