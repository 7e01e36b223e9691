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
  const clean = pieces.map(({ text, style }) => ({ text: text.trim() === '' ? text : keepEdges(text), style }));
  const all = columnsOf(
    clean
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  );
  let left = all > width ? Math.max(0, width - 1) : width;
  const shown = clean.map(({ text, style }) => {
    const part = fitting(text, left);
    left -= columnsOf(part);
    return part === '' || style === undefined ? part : paint(style, part);
  });
  return all > width ? `${shown.join('')}…` : shown.join('');
}

/** Columns that a text takes: some letters take two, marks that join a letter none. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const letter of text) columns += columnsOfLetter(letter);
  return columns;
}

const joined = /^(?:\p{Mn}|\p{Me}|\u200d|\ufe0f)$/u;
const wide =
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\uff01-\uff60\u3000-\u303f]$/u;

function columnsOfLetter(letter: string): number {
  if (letter >= ' ' && letter <= '~') return 1;
  if (joined.test(letter)) return 0;
  return wide.test(letter) ? 2 : 1;
}

function fitting(text: string, columns: number): string {
  let left = columns;
  let end = 0;
  for (const letter of text) {
    left -= columnsOfLetter(letter);
    if (left < 0) break;
    end += letter.length;
  }
  return text.slice(0, end);
}

/** Others' words without what could move the cursor; blanks at the ends set pieces apart. */
function keepEdges(text: string): string {
  const [before = ''] = /^ */.exec(text) ?? [];
  const [after = ''] = / *$/.exec(text) ?? [];
  return `${before}${plain(text)}${after}`;
}
