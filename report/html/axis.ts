import { html, type Markup } from './markup.ts';
import type { Scale } from './scale.ts';

const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600];
const mostTicks = 600;
export const axisHeight = 26;

/**
 * Ticks for every zoom, one group a step; the page's script shows the finest that has room. Without the script the page shows
 * the one that fits an unzoomed picture.
 */
export function axis(scale: Scale): Markup {
  return groups(scale, (at, text) => {
    const anchor = Number.parseFloat(at) === 0 ? 'start' : 'middle';
    return html`<line x1="${at}" x2="${at}" y1="20" y2="${axisHeight}"/><text x="${at}" y="15" text-anchor="${anchor}">${text}</text>`;
  });
}

/** The same ticks as lines behind the lanes. */
export function grid(scale: Scale): Markup {
  return groups(scale, (at) => html`<line x1="${at}" x2="${at}" y1="0" y2="100%"/>`);
}

function groups(scale: Scale, tick: (at: string, text: string) => Markup): Markup {
  const fitting = steps.filter((step) => scale.seconds / step <= mostTicks);
  const usable = fitting.length > 0 ? fitting : steps.slice(-1);
  const first = usable.find((step) => scale.seconds / step <= 14) ?? usable.at(-1);
  return html`${usable.map((step) => {
    const count = Math.floor(scale.seconds / step);
    const ticks = Array.from({ length: count + 1 }, (_, index) => {
      const seconds = index * step;
      return tick(`${((100 * seconds) / scale.seconds).toFixed(4)}%`, label(seconds, step));
    });
    return html`<g class="ticks" data-step="${step}" data-count="${scale.seconds / step}"${step === first ? '' : html` style="display:none"`}>${ticks}</g>`;
  })}`;
}

function label(seconds: number, step: number): string {
  return `${step < 1 ? seconds.toFixed(1) : seconds} s`;
}
