import { createReadStream } from 'node:fs';

/** One line of a text file, without its line end. `ended`: the line end is there; only the last line of a file can lack it. */
export interface Line {
  readonly number: number;
  readonly text: string;
  readonly ended: boolean;
}

/**
 * The lines of a file, from 1. Only `\n` ends one: node:readline also splits at U+2028 and U+2029, which JSON leaves as they are
 * in a string. Blank lines are counted, but left out. Memory: one line and one chunk of the file.
 */
export async function* linesOf(path: string): AsyncGenerator<Line> {
  let number = 0;
  let rest = '';
  // With an encoding, the stream keeps a character that two chunks share for the second of them.
  const chunks: AsyncIterable<string> = createReadStream(path, { encoding: 'utf8' });
  for await (const chunk of chunks) {
    const texts = (rest + chunk).split('\n');
    rest = texts.pop() ?? '';
    for (const text of texts) {
      number += 1;
      if (text.trim() !== '') yield { number, text, ended: true };
    }
  }
  if (rest.trim() !== '') yield { number: number + 1, text: rest, ended: false };
}
