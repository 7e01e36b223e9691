import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { rowsInWords } from '../../report/rows.ts';

const rows = [
  {
    name: 'blip',
    short: ['expects never-recovered', '3.1'],
    about: ['The owner loses its connection for one second.'],
  },
  { name: 'many-workflows', short: ['expects nothing', ''], about: [] },
];

test('columns stand below each other, and what there is to say is within the width', () => {
  expect(rowsInWords(rows, { color: false, width: 40 })).toBe(`blip            expects never-recovered  3.1
    The owner loses its connection for
    one second.
many-workflows  expects nothing
`);
});

test('colours add nothing to the words, and a name cannot bring its own', () => {
  const colored = rowsInWords(rows, { color: true, width: 40 });
  expect(stripVTControlCharacters(colored)).toBe(rowsInWords(rows, { color: false, width: 40 }));
  expect(rowsInWords([{ name: '\u001b[31mred', short: [], about: [] }], { color: false })).toBe('red\n');
});

test('an empty list has no lines', () => expect(rowsInWords([], { color: false })).toBe(''));
