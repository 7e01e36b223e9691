import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { explainedFiles, explainedOf, misfits } from './explained.ts';
import { onOneLine, type Survivor, survivorOf } from './survivor.ts';

const text = `const first = 1;
if (first < 2 && third) {
  second();
  third();
}
`;
const at = (line: number, column: number) => ({ line, column });
const block = { mutatorName: 'BlockStatement', start: at(2, 25), end: at(5, 2) };

describe('a survivor is told', () => {
  test('by its line before and after', () => {
    const survivor = survivorOf('a.ts', text, {
      mutatorName: 'EqualityOperator',
      start: at(2, 5),
      end: at(2, 14),
      replacement: 'first <= 2',
    });
    expect(survivor).toEqual({
      file: 'a.ts',
      line: 'if (first < 2 && third) {',
      becomes: 'if (first <= 2 && third) {',
    });
  });

  test('with brackets around what binds more than it seems', () => {
    const survivor = survivorOf('a.ts', 'a && b && c', {
      mutatorName: 'LogicalOperator',
      start: at(1, 1),
      end: at(1, 7),
      replacement: 'a || b',
    });
    expect(survivor.becomes).toBe('(a || b) && c');
  });

  test('by the first and the last of many lines', () => {
    const survivor = survivorOf('a.ts', text, { ...block, replacement: '{}' });
    expect(survivor).toEqual({
      file: 'a.ts',
      line: 'if (first < 2 && third) { … }',
      becomes: 'if (first < 2 && third) {}',
    });
  });

  test('by all lines where the change is between the first and the last', () => {
    const replacement = '{\n  second();\n  fourth();\n}';
    const survivor = survivorOf('a.ts', text, { ...block, replacement });
    expect(survivor).toEqual({
      file: 'a.ts',
      line: 'if (first < 2 && third) { second(); third(); }',
      becomes: 'if (first < 2 && third) { second(); fourth(); }',
    });
  });
});

test('a survivor without an explanation and an explanation without a survivor do not fit', () => {
  const [one, two, three] = ['one', 'two', 'three'].map((becomes) => ({ file: 'a.ts', line: 'a', becomes })) as [
    Survivor,
    Survivor,
    Survivor,
  ];
  expect(misfits([one, two], [two, three])).toEqual({ unexplained: [one], obsolete: [three] });
  expect(misfits([{ ...one, file: 'b.ts' }], [one]).unexplained).toHaveLength(1);
  expect(misfits([one], [one])).toEqual({ unexplained: [], obsolete: [] });
});

test.each(explainedFiles())('what is explained of %s is still there', (file) => {
  const source = onOneLine(readFileSync(join(import.meta.dirname, '../..', file), 'utf8'));
  const explained = explainedOf(file);
  const gone = explained.filter(({ line }) => !line.split(' … ').every((part) => source.includes(part)));
  expect(gone).toEqual([]);
  expect(new Set(explained.map(({ line, becomes }) => `${line}\n${becomes}`)).size).toBe(explained.length);
});
