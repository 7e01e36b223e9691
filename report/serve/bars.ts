import { html, type Markup } from '../html/markup.ts';
import type { RunStatus, StoredRun } from '../stored/model.ts';
import { utcOf } from '../stored/words.ts';
import { toneOf } from './layout.ts';
import { runLink } from './links.ts';
import type { Rate } from './model.ts';

/** The last so many runs have a bar. */
const MOST_BARS = 60;
const WIDTH = 9;
const HEIGHT = 26;

/** The worse, the higher: told apart without colours. */
const heights: Record<RunStatus, number> = {
  violation: HEIGHT,
  broken: 18,
  inconclusive: 13,
  unreadable: 13,
  'cut short': 9,
  running: 5,
  pass: 7,
};

/** What became of runs, oldest first: a bar each, which leads to the run. */
export function verdictBars(runs: readonly StoredRun[]): Markup {
  const shown = runs.slice(-MOST_BARS);
  const width = shown.length * WIDTH;
  const left = runs.length - shown.length;
  return html`<svg class="bars" width="${width}" height="${HEIGHT + 2}" viewBox="0 0 ${width} ${HEIGHT + 2}" role="group" aria-label="verdicts, oldest first${left > 0 && `; ${left} older ones are left out`}">
${shown.map((run, index) => bar(run, index))}<line x1="0" x2="${width}" y1="${HEIGHT + 1}" y2="${HEIGHT + 1}"/></svg>`;
}

function bar(run: StoredRun, index: number): Markup {
  const height = heights[run.status];
  const words = `${run.status}, ${utcOf(run.at)}, seed ${run.seed ?? 'unknown'}`;
  // As high as the whole picture, so that a low bar can be hit too.
  return html`<a href="${runLink(run)}" aria-label="${words}"><title>${words}</title><rect class="hit" x="${index * WIDTH}" y="0" width="${WIDTH}" height="${HEIGHT}"/><rect class="${toneOf(run.status)}" x="${index * WIDTH + 1}" y="${HEIGHT - height}" width="${WIDTH - 2}" height="${height}" rx="1.5"/></a>
`;
}

/** Where a rate is known to be: its interval, and a mark at k/n. */
export function rateBar({ seen, of, interval }: Rate): Markup {
  const percent = (rate: number): string => `${(rate * 100).toFixed(1)}%`;
  return html`<svg class="rate-bar" width="100%" height="8" aria-hidden="true"><rect class="track" width="100%" height="8" rx="4"/>
${of > 0 && html`<rect class="interval" x="${percent(interval.low)}" width="${percent(interval.high - interval.low)}" height="8" rx="4"/><circle class="middle" cx="${percent(seen / of)}" cy="4" r="3"/>`}</svg>`;
}
