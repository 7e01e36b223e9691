import type { Mark, Span } from '../timeline/model.ts';
import { html, type Markup } from './markup.ts';
import type { Scale } from './scale.ts';

/** Something in the picture that can be pointed at, focused and opened. */
export interface Item {
  readonly look: string;
  /** Said by the tooltip, by screen readers and as headline of the details. */
  readonly title: string;
  readonly events: readonly number[];
  readonly execution?: string;
  readonly finding?: string;
}

export function item({ look, title, events, execution, finding }: Item, body: Markup): Markup {
  return html`<g class="item ${look}" tabindex="-1" role="button" aria-label="${title}" data-events="${events.join(' ')}"${
    execution !== undefined && html` data-execution="${execution}"`
  }${finding !== undefined && html` data-finding="${finding}"`}><title>${title}</title>${body}</g>\n`;
}

export interface Place {
  readonly y: number;
  readonly height: number;
}

/** A bar with a word in it that is cut off where the bar ends. At least 2 pixels wide, so that nothing short is invisible. */
export function bar(scale: Scale, { from, to }: Pick<Span, 'from' | 'to'>, place: Place, label = ''): Markup {
  const { y, height } = place;
  const x = scale.x(from);
  const text =
    label !== '' && height > 10 && html`<text x="6" y="${height / 2}" dominant-baseline="central">${label}</text>`;
  return html`<rect class="least" x="${x}" y="${y}" width="2" height="${height}"/>
<svg x="${x}" y="${y}" width="${scale.width(from, to)}" height="${height}"><rect width="100%" height="100%" rx="3"/>${text}</svg>`;
}

/** A moment with a word behind it. */
export function flag(scale: Scale, at: number, { y, height }: Place, label: string): Markup {
  return html`<svg x="${scale.x(at)}" y="${y}" overflow="visible"><rect x="-1" width="3" height="${height}"/>
<text x="5" y="${height / 2}" dominant-baseline="central">${label}</text></svg>`;
}

/** A triangle that points down at a moment. */
export function pointer(scale: Scale, mark: Mark, y: number): Markup {
  const shape = html`<svg x="${scale.x(mark.at)}" y="${y}" overflow="visible"><path d="M-6 0h12l-6 10z"/></svg>`;
  return item(
    { look: `mark ${mark.kind}`, title: `${scale.time(mark.at)}: ${mark.label}`, events: mark.events },
    shape,
  );
}

/** What `Scale` says of a span, for titles: `12.0 s to 76.0 s`. */
export function during(scale: Scale, span: Pick<Span, 'from' | 'to'> & { readonly open?: boolean }): string {
  if (span.from === span.to) return `at ${scale.time(span.from)}`;
  return `${scale.time(span.from)} to ${scale.time(span.to)}${span.open ? ' (end of the history)' : ''}`;
}
