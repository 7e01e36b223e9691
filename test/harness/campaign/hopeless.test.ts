import { describe, expect, test } from 'vitest';
import { hopelessAfter, type RunEnd } from '../../../harness/campaign/hopeless.ts';

const end = (cell: string, broken: boolean, more: Partial<RunEnd> = {}): RunEnd => ({
  cell,
  group: 'g',
  broken,
  hadCluster: true,
  ...more,
});
const bad = (cell: string, more: Partial<RunEnd> = {}): RunEnd => end(cell, true, more);

describe('what can no longer be run', () => {
  test.each<[string, ReturnType<typeof hopelessAfter>, readonly RunEnd[]]>([
    ['nothing, before there is a run', 'nothing', []],
    ['nothing, after two broken runs', 'nothing', [bad('a'), bad('b')]],
    ['nothing, where one of the last three is not broken', 'nothing', [bad('a'), end('a', false), bad('a'), bad('a')]],
    ['the cell, of which three in a row are broken', 'cell', [end('b', false), bad('a'), bad('a'), bad('a')]],
    [
      'the cell, whatever others do meanwhile',
      'cell',
      [bad('a'), end('b', false), bad('a'), end('b', false), bad('a')],
    ],
    ['the group, where the last three are of two cells', 'group', [bad('a'), bad('a'), bad('b')]],
    [
      'the group, where three of one cell had no cluster',
      'group',
      [bad('a', { hadCluster: false }), bad('a', { hadCluster: false }), bad('a', { hadCluster: false })],
    ],
    ['no other group', 'nothing', [bad('a'), bad('a', { group: 'other' }), bad('b', { group: 'other' })]],
  ])('%s', (_, what, ends) => expect(hopelessAfter(ends)).toBe(what));
});
