import { expect, test } from 'vitest';
import { leftInWords, timeInWords, timeLeftMs } from '../../../harness/campaign/time-left.ts';
import { record, unit } from './records.ts';

const one = unit({ seed: 1 });
const other = unit({ seed: 1, strategy: 'stop' });

const left = (cells: readonly (typeof one)[], lanes = 1, boots = 0) => ({ cells, lanes, boots });

test('each run that is left takes as long as the median of its cell, shared by the lanes', () => {
  const done = [30, 40, 90].map((seconds) => record(one, { seconds }));
  expect(timeLeftMs(left([one, one]), done)).toBe(80_000);
  expect(timeLeftMs(left([one, one], 2), done)).toBe(40_000);
  expect(timeLeftMs(left([], 2), done)).toBe(0);
});

test('of a cell of which nothing is known, as long as any; a broken run says nothing of how long one takes', () => {
  const done = [record(one, { seconds: 40 }), record(other, { seconds: 2, verdict: 'broken' })];
  expect(timeLeftMs(left([one]), done)).toBe(40_000);
  expect(timeLeftMs(left([other]), done)).toBe(40_000);
  expect(timeLeftMs(left([other]), [])).toBe(75_000);
});

test('boots come besides, one after the other, however many lanes there are', () => {
  const done = [record(one, { seconds: 40 })];
  expect(timeLeftMs(left([one, one], 2, 3), done)).toBe(40_000 + 3 * 30_000);
});

test('no more than what is left of the budget, and it says so', () => {
  const never = Number.POSITIVE_INFINITY;
  expect(leftInWords(14 * 60_000, never, 3)).toBe('3 lanes, ~14 min left');
  expect(leftInWords(14 * 60_000, 10 * 60_000, 1)).toBe('1 lane, ~10 min of the budget left');
  expect(leftInWords(14 * 60_000, -1, 1)).toBe('1 lane, ~0 s of the budget left');
});

test('thousands of runs are counted in no time', () => {
  const units = Array.from({ length: 2_000 }, (_, seed) => unit({ seed }));
  const done = units.map((each) => record(each));
  const times = [1, 2, 3, 4, 5].map(() => {
    const began = performance.now();
    timeLeftMs(left(units), done);
    return performance.now() - began;
  });
  expect(Math.min(...times)).toBeLessThan(50);
});

test.each([
  [40_000, '~40 s'],
  [89_000, '~89 s'],
  [14 * 60_000, '~14 min'],
  [125 * 60_000, '~2 h 5 min'],
])('%d ms is %s', (ms, words) => expect(timeInWords(ms)).toBe(words));
