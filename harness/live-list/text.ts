import cliTruncate from 'cli-truncate';
import type { Paint, Style } from '../../report/paint.ts';
import { plain } from '../../report/wrap.ts';

/** A piece of a line: words, and how they look. */
export interface Piece {
  readonly text: string;
  readonly style?: Style;
}

/**
 * One line of a live display, never wider than so many columns: cut with `…` where it would be. A line that the terminal wraps takes two rows, and what
 * draws over it the next time does not know.
 */
export function line(pieces: readonly Piece[], width: number, paint: Paint): string {
  const last = pieces.length - 1;
  const painted = pieces.map(({ text, style }, index) => {
    const kept = text.trim() === '' ? text : keepEdges(text);
    const shown = index === last ? kept.trimEnd() : kept;
    return shown === '' || style === undefined ? shown : paint(style, shown);
  });
  return cliTruncate(painted.join(''), width);
}

/** Others' words without what could move the cursor; blanks at the ends set pieces apart. */
function keepEdges(text: string): string {
  const [before = ''] = /^ */.exec(text) ?? [];
  const [after = ''] = / *$/.exec(text) ?? [];
  return `${before}${plain(text)}${after}`;
}
