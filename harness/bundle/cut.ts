import type { Edit } from './edits.ts';

/** A stretch of a text. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Of what may stay, so much is the beginning of the text, and as much its end. */
const EDGE = 1 / 8;

/**
 * Cuts a text down to about a length: its beginning, its end and what lies around the stretches that matter stay, in whole lines. The more room there
 * is, the more stays around each; where even those are too long, the beginning and the end of each stay.
 * @returns the edits that do it, in order; none where it is short enough.
 */
export function cutsOf(text: string, most: number, matter: readonly Stretch[]): readonly Edit[] {
  if (text.length <= most) return [];
  const edge = Math.floor(most * EDGE);
  const wanted = merged([
    { from: 0, to: edge },
    ...around(matter, most - 2 * edge),
    { from: text.length - edge, to: text.length },
  ]);
  const lines = wanted.map(({ from, to }) => ({ from: lineStart(text, from), to: lineEnd(text, to) }));
  const kept = merged(lines.filter(({ from, to }) => from < to));
  if (kept[0]?.from !== 0) kept.unshift({ from: 0, to: 0 });
  return kept.flatMap(({ to: from }, index) => {
    const to = kept[index + 1]?.from ?? text.length;
    return from < to ? [{ from, to, by: `[... ${to - from} bytes cut by doublerun bundle ...]\n` }] : [];
  });
}

function around(matter: readonly Stretch[], room: number): readonly Stretch[] {
  if (matter.length === 0) return [];
  const share = Math.floor(room / matter.length);
  return matter.flatMap(({ from, to }) => {
    const left = share - (to - from);
    if (left >= 0) return [{ from: from - Math.floor(left / 2), to: to + Math.floor(left / 2) }];
    const half = Math.floor(share / 2);
    return [
      { from: from - Math.floor(half / 2), to: from + Math.ceil(half / 2) },
      { from: to - Math.ceil(half / 2), to: to + Math.floor(half / 2) },
    ];
  });
}

function merged(stretches: readonly Stretch[]): Stretch[] {
  const result: { from: number; to: number }[] = [];
  for (const { from, to } of stretches.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else result.push({ from, to });
  }
  return result;
}

/** The line that a position is in begins there. */
function lineStart(text: string, position: number): number {
  return position <= 0 ? 0 : text.lastIndexOf('\n', Math.min(position, text.length) - 1) + 1;
}

/** Where the line before a position ends: a line that is not whole is left out. */
function lineEnd(text: string, position: number): number {
  return position >= text.length ? text.length : text.lastIndexOf('\n', position - 1) + 1;
}
