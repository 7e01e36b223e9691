import { expect, test } from 'vitest';
import { timeInWords, timeLeftMs } from '../../../harness/campaign/time-left.ts';
import { record, unit } from './records.ts';

const one = unit({ seed: 1 });
const other = unit({ seed: 1, strategy: 'stop' });

test('each run that is left takes as long as the median of its cell, shared by the lanes', () => {
  const done = [30, 40, 90].map((seconds) => record(one, { seconds }));
  expect(timeLeftMs([one, one], done, 1)).toBe(80_000);
  expect(timeLeftMs([one, one], done, 2)).toBe(40_000);
  expect(timeLeftMs([], done, 2)).toBe(0);
});

test('of a cell of which nothing is known, as long as any; a broken run says nothing of how long one takes', () => {
  const done = [record(one, { seconds: 40 }), record(other, { seconds: 2, verdict: 'broken' })];
  expect(timeLeftMs([one], done, 1)).toBe(40_000);
  expect(timeLeftMs([other], done, 1)).toBe(21_000);
  expect(timeLeftMs([other], [], 1)).toBe(75_000);
});

test.each([
  [40_000, '~40 s'],
  [89_000, '~89 s'],
  [14 * 60_000, '~14 min'],
  [125 * 60_000, '~2 h 5 min'],
])('%d ms is %s', (ms, words) => expect(timeInWords(ms)).toBe(words));
