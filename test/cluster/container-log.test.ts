import { expect, test } from 'vitest';
import { byLine } from '../../cluster/observers/container-log.ts';

function linesOf(...chunks: readonly (Buffer | string)[]): readonly (readonly [string, number])[] {
  const heard: [string, number][] = [];
  const take = byLine((line, offset) => heard.push([line, offset]));
  for (const chunk of chunks) take(chunk);
  return heard;
}

test('a line is heard once it is whole, with the byte at which it begins', () => {
  expect(linesOf('one\ntwo\nthr', 'ee\n\nrest')).toEqual([
    ['one', 0],
    ['two', 4],
    ['three', 8],
    ['', 14],
  ]);
});

test('bytes are counted, not characters, and a character on the edge of two chunks stays whole', () => {
  const bytes = Buffer.from('é€\nx\n');
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    expect(linesOf(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual([
      ['é€', 0],
      ['x', 6],
    ]);
  }
});
