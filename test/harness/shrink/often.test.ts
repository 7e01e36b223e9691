import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Outcome } from '../../../harness/campaign/outcome.ts';
import { lastOften, mayBeOften } from '../../../harness/shrink/often.ts';

const runs = (text: string): readonly Outcome[] => [...text].map((each) => (each === 's' ? 'seen' : 'inconclusive'));

test('a plan may be often as long as the runs that are left could make it so', () => {
  expect(mayBeOften([], 10, 0.5)).toBe(true);
  expect(mayBeOften(runs('-----'), 10, 0.5)).toBe(true);
  expect(mayBeOften(runs('------'), 10, 0.5)).toBe(false);
  expect(mayBeOften(runs('s-s-s-s-s-'), 10, 0.5)).toBe(true);
  expect(mayBeOften(runs('-'), 3, 0.9)).toBe(false);
});

/** Plans by number; those up to `last` are often. @returns what was given, and what was measured on the way. */
async function search(count: number, last: number) {
  const asked: number[] = [];
  const row = Array.from({ length: count }, (_, index) => index) as [number, ...number[]];
  const { item } = await lastOften(row, async (plan) => {
    asked.push(plan);
    return { often: plan <= last };
  });
  return { item, asked };
}

test('it goes back from the smallest one, further with each step, to one that is often', async () => {
  expect(await search(12, 11)).toEqual({ item: 11, asked: [11] });
  expect(await search(12, 8)).toEqual({ item: 8, asked: [11, 10, 8] });
  expect(await search(12, 5)).toEqual({ item: 4, asked: [11, 10, 8, 4] });
  expect(await search(12, 1)).toEqual({ item: 0, asked: [11, 10, 8, 4, 0] });
});

test('the first one is given whatever it shows, and none is asked twice', async () => {
  expect(await search(1, -1)).toEqual({ item: 0, asked: [0] });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 60 }), fc.integer({ min: -1, max: 60 }), async (count, last) => {
      const { item, asked } = await search(count, last);
      expect(item <= last || item === 0).toBe(true);
      expect(new Set(asked).size).toBe(asked.length);
    }),
  );
});
