import { expect, test } from 'vitest';
import { countPairs, pairsOf } from '../../../harness/gate/pairs.ts';
import type { SideRun } from '../../../harness/gate/side.ts';
import type { LedgerRecord } from '../../../harness/ledger/record.ts';
import { doubled, lost, recordOf, violation } from './records.ts';

const run = (seed: number, more: Partial<LedgerRecord> = {}): SideRun => recordOf(seed, more);
const seen = { proved: [violation(doubled)] };
const silent = { whole: false };

test('a pair is the first with the first, the second with the second; what has no partner is in none', () => {
  const before = [run(1, { run: 'a' }), run(2, { run: 'b' }), run(1, { run: 'c' }), run(1, { run: 'd' })];
  const after = [run(1, { run: 'e' }), run(1, { run: 'f' }), run(3, { run: 'g' })];
  const names = pairsOf(before, after).map((pair) => Object.values(pair).map((each) => (each as LedgerRecord).run));
  expect(names).toEqual([
    ['a', 'e'],
    ['c', 'f'],
  ]);
});

test('runs that are not whole are paired last', () => {
  // The one that was done again because it said nothing must not take the place of the one that does.
  const pairs = pairsOf([run(1, silent), run(1)], [run(1, seen)]);
  expect(countPairs(pairs, doubled)).toEqual({ both: 0, neither: 0, more: 1, fewer: 0 });
  // Though one proves something: it could not have shown that nothing is there.
  const [pair] = pairsOf([run(1, { ...silent, ...seen }), run(1)], [run(1)]);
  expect(pair?.before.whole).toBe(true);
});

test('pairs are counted of which both runs are whole and say something of the finding', () => {
  const pairs = pairsOf(
    [run(1, seen), run(2), run(3, seen), run(4), run(5, silent), run(6), run(7, { ...silent, ...seen })],
    [run(1, seen), run(2), run(3), run(4, seen), run(5, seen), run(6, { doubts: [doubled] }), run(7)],
  );
  expect(countPairs(pairs, doubled)).toEqual({ both: 1, neither: 1, more: 1, fewer: 1 });
  expect(countPairs(pairs, lost)).toEqual({ both: 0, neither: 5, more: 0, fewer: 0 });
});
