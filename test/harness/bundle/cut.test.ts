import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutsOf } from '../../../harness/bundle/cut.ts';
import { edited, moved } from '../../../harness/bundle/edits.ts';
import { numRuns } from '../../checkers/runs.ts';

const lines = (count: number): string =>
  Array.from({ length: count }, (_, index) => `line ${String(index).padStart(6, '0')}\n`).join('');
const cut = (text: string, most: number, matter: Parameters<typeof cutsOf>[2]): string =>
  edited(text, cutsOf(text, most, matter));

describe('a log that is too long', () => {
  const text = lines(10_000);

  test('keeps its beginning, its end and what matters, in whole lines', () => {
    const at = text.indexOf('line 005000');
    const short = cut(text, 12_000, [{ from: at, to: at + 12 }]);
    expect(short).toMatch(/^line 000000\n/);
    expect(short).toMatch(/\nline 009999\n$/);
    expect(short).toContain('\nline 005000\n');
    expect(short.length).toBeLessThan(12_200);
    for (const line of short.trimEnd().split('\n'))
      expect(line).toMatch(/^line \d{6}$|^\[\.\.\. \d+ bytes cut by doublerun bundle \.\.\.\]$/);
  });

  test('keeps the beginning and the end of what matters where that is too long too', () => {
    const [from, to] = [text.indexOf('line 002000'), text.indexOf('line 008000')];
    const short = cut(text, 12_000, [{ from, to }]);
    expect(short).toContain('line 002000');
    expect(short).toContain('line 007999');
    expect(short).not.toContain('line 005000');
  });

  test('says how much is gone', () => {
    const short = cut(text, 12_000, []);
    const gone = [...short.matchAll(/(\d+) bytes cut/g)].reduce((sum, [, bytes]) => sum + Number(bytes), 0);
    const kept = short.replaceAll(/^\[\.\.\..*\n/gm, '');
    expect(kept.length + gone).toBe(text.length);
  });

  test('of one endless line, or of nothing, is no error', () => {
    expect(cut('x'.repeat(100_000), 1_000, [{ from: 500, to: 600 }]).length).toBeLessThanOrEqual(100_000);
    expect(cut('', 1_000, [])).toBe('');
  });
});

test('a log that is short enough stays as it is', () => expect(cutsOf(lines(10), 1_000, [])).toEqual([]));

test('what was not replaced is found again where it has moved to', () => {
  const text = fc.array(
    fc.tuple(fc.stringMatching(/^[a-z]{0,6}$/), fc.stringMatching(/^[A-Z]{1,6}$/), fc.stringMatching(/^[#]{0,9}$/)),
  );
  fc.assert(
    fc.property(text, (parts) => {
      let at = 0;
      const edits = parts.map(([keep, drop, by]) => {
        const from = at + keep.length;
        at = from + drop.length;
        return { from, to: at, by };
      });
      const before = parts.map(([keep, drop]) => keep + drop).join('');
      const after = edited(before, edits);
      for (const [position, letter] of [...before].entries())
        if (letter >= 'a') expect(after[moved(position, edits)]).toBe(letter);
      expect(moved(before.length, edits)).toBe(after.length);
    }),
    { numRuns },
  );
});
