import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ddmin } from '../../../harness/shrink/ddmin.ts';

function run<Item>(items: readonly Item[], holds: (kept: readonly Item[]) => boolean, least = 0) {
  let tries = 0;
  const search = ddmin(items, least);
  let step = search.next();
  while (!step.done) {
    tries += 1;
    step = search.next(holds(step.value));
  }
  return { kept: step.value, tries };
}

const numbers = fc.integer({ min: 0, max: 200 }).map((n) => Array.from({ length: n }, (_, index) => index));

test('what is needed stays, all else goes, in its order', () => {
  fc.assert(
    fc.property(numbers, fc.uniqueArray(fc.nat(199), { maxLength: 5 }), (items, wanted) => {
      const needed = wanted.filter((each) => each < items.length).sort((a, b) => a - b);
      const { kept } = run(items, (left) => needed.every((each) => left.includes(each)));
      expect(kept).toEqual(needed);
    }),
  );
});

test('no one more could go, whatever the test is, and what is returned was tried', () => {
  fc.assert(
    fc.property(numbers, fc.nat(1_000), fc.nat(3), (items, seed, least) => {
      const asked = new Map([[items.join(), true]]);
      // Neither monotone nor random: the same answer for the same list.
      const holds = (left: readonly number[]): boolean => {
        const answer = (left.reduce((sum, each) => sum * 31 + each + 7, seed) >>> 0) % 3 === 0;
        asked.set(left.join(), answer);
        return answer;
      };
      const { kept } = run(items, holds, least);
      expect(asked.get(kept.join())).toBe(true);
      for (const [index] of kept.entries()) {
        const rest = kept.toSpliced(index, 1);
        if (rest.length >= least) expect(holds(rest)).toBe(false);
      }
      expect(kept.length).toBeGreaterThanOrEqual(Math.min(least, items.length));
    }),
  );
});

test('few of many are found in few tries', () => {
  const items = Array.from({ length: 100_000 }, (_, index) => index);
  const needed = new Set([3, 50_000, 99_999]);
  const { kept, tries } = run(items, (left) => left.filter((each) => needed.has(each)).length === needed.size);
  expect(kept).toEqual([...needed]);
  expect(tries).toBeLessThan(200);
});
