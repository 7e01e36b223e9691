import type { Finding } from '../../checkers/finding.ts';
import { toSeconds } from '../../history/time.ts';
import { html, type Markup } from './markup.ts';
import { pack } from './pack.ts';
import type { Scale } from './scale.ts';
import { bar, during, flag, item } from './shapes.ts';

/** One strip of the picture, with its words on the left. `picture` is drawn from y = 0 to `height`. */
export interface Lane {
  readonly kind: 'server' | 'workflow' | 'task';
  readonly title: string;
  readonly detail: string;
  readonly height: number;
  readonly picture: Markup;
}

/** A finding with the name by which the list above the picture knows it. */
export interface NamedFinding {
  readonly id: string;
  readonly kind: 'violation' | 'doubt' | 'note';
  readonly finding: Finding;
}

const rowHeight = 18;
export const laneGap = 6;

/** Draws the findings of one lane from `top` on, with a shade over the lane's whole `height`. */
export function findingBars(findings: readonly NamedFinding[], scale: Scale, top: number) {
  const spans = findings.map(({ finding }) => finding);
  const { rows, count } = pack(spans, scale.room(26));
  const bars = findings.map(({ id, kind, finding }, index) => {
    const place = { y: top + (rows[index] ?? 0) * rowHeight, height: rowHeight - 3 };
    const moment = finding.from === finding.to;
    const label = moment ? finding.anomaly : `${finding.anomaly} ${toSeconds(finding.to - finding.from)} s`;
    const shape = moment ? flag(scale, finding.from, place, label) : bar(scale, finding, place, label);
    const title = `${finding.anomaly}, ${finding.proof}, ${during(scale, finding)}`;
    return item({ look: `finding ${kind}`, title, events: finding.events, finding: id }, shape);
  });
  // Shades of several findings would only mix: the first, which counts most, has one always, the others when they are lit.
  const shade = (height: number) =>
    findings.map(({ id, kind, finding }, index) => {
      const [x, width] = [scale.x(finding.from), scale.width(finding.from, finding.to)];
      const look = `shade ${kind}${index === 0 ? ' first' : ''}`;
      return html`<g class="${look}" data-finding="${id}"><rect x="${x}" y="${top}" width="${width}"
height="${height - top}"/></g>`;
    });
  return { height: count * rowHeight, bars, shade };
}
