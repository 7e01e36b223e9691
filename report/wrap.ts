import { stripVTControlCharacters } from 'node:util';

/** One line of a text that a user's file or another program wrote: a control character in it must not move the cursor. */
export function plain(text: string): string {
  return words(text).join(' ');
}

/** Lines of a text, each at most so wide unless one word alone is wider. */
export function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of words(text)) {
    if (line !== indent && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent;
    }
    line += line === indent ? word : ` ${word}`;
  }
  return [...lines, line];
}

function words(text: string): readonly string[] {
  return stripVTControlCharacters(text)
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ')
    .split(' ')
    .filter((word) => word !== '');
}
