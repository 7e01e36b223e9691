import { plain } from '../wrap.ts';
import { cut } from './cut.ts';

/** Longest text that is quoted, characters. */
const LONGEST = 2_000;

/**
 * One line of anybody's text as Markdown shows it, as it is: no markup, no HTML, no cell or line of its own, and nobody is called by their
 * name (GitHub tells a person who is mentioned, and links issues by their number).
 */
export function inline(text: string): string {
  return (
    cut(plain(text.toWellFormed()), LONGEST)
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll(/[\\`*_~[\]|$]|:(?=[a-z+-][\w+-]*:)/g, '\\$&')
      // What would make a heading or a list of the rest of a line.
      .replace(/^(\d*)([-+#.)])/, '$1\\$2')
      .replaceAll(/@|#(?=\d)/g, '$&\u200B')
  );
}

/** Text as code, on a line of its own that nothing in it ends. */
export function codeBlock(text: string): string {
  const line = cut(plain(text.toWellFormed()), LONGEST);
  const longest = Math.max(2, ...(line.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}sh\n${line}\n${fence}`;
}

/** A row of a table. */
export function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
