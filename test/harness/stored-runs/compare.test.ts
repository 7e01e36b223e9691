import { expect, test } from 'vitest';
import { differencesOf, foundInBoth } from '../../../harness/stored-runs/compare.ts';

test('leaves that are not the same are named by their path, with what each side has', () => {
  const left = { seed: 1, faults: [{ kind: 'refuse' }], cluster: { masters: 2, links: [] }, note: null };
  const right = {
    seed: 2,
    faults: [{ kind: 'refuse' }, { kind: 'kill' }],
    cluster: { masters: 2, links: ['zookeeper'] },
    note: 'null',
  };
  expect(differencesOf(left, right)).toEqual({
    differences: [
      { path: 'seed', left: '1', right: '2' },
      { path: 'cluster.links', left: '[]', right: undefined },
      { path: 'note', left: 'null', right: 'null' },
      { path: 'faults.1.kind', left: undefined, right: 'kill' },
      { path: 'cluster.links.0', left: undefined, right: 'zookeeper' },
    ],
    more: 0,
    same: 2,
  });
});

test('what one side lacks altogether differs in every leaf; what both lack in none', () => {
  expect(differencesOf(undefined, { a: 1, b: { c: 2 } })).toMatchObject({
    differences: [
      { path: 'a', left: undefined, right: '1' },
      { path: 'b.c', left: undefined, right: '2' },
    ],
    same: 0,
  });
  expect(differencesOf(undefined, undefined)).toEqual({ differences: [], more: 0, same: 0 });
});

test('so many differences are told as somebody reads', () => {
  const { differences, more } = differencesOf(
    undefined,
    Array.from({ length: 250 }, (_, index) => index),
  );
  expect([differences.length, more]).toEqual([200, 50]);
});

test('findings of two runs, violations first, then what differs most', () => {
  const one = (signature: string, count: number, violation = false) => ({ signature, count, violation });
  expect(foundInBoth([one('a', 1), one('b', 2, true)], [one('c', 5), one('b', 2, true), one('d', 1, true)])).toEqual([
    { signature: 'd', violation: true, left: 0, right: 1 },
    { signature: 'b', violation: true, left: 2, right: 2 },
    { signature: 'c', violation: false, left: 0, right: 5 },
    { signature: 'a', violation: false, left: 1, right: 0 },
  ]);
});
