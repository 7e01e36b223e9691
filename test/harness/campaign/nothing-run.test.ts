import { expect, test } from 'vitest';
import { nothingRun } from '../../../harness/campaign/nothing-run.ts';
import { record, unit } from './records.ts';

const at = (text: string) => record(unit({ seed: 1 }), { at: `2026-11-24T${text}:00.000Z` });
const said = (now: string) => nothingRun([at('01:00'), at('03:30'), at('02:00')], new Date(now));

test('a call that had nothing to run says of when the last run is', () => {
  expect(said('2026-11-24T15:29:00Z')).toEqual({
    lines: ['nothing was run now: the last run is of 2026-11-24 03:30 UTC'],
    isOld: false,
  });
  expect(nothingRun([], new Date())).toBeUndefined();
});

test('where that is more than 12 hours ago it says nothing of now, and what to do', () => {
  const { isOld, lines } = said('2026-11-25T03:31:00Z') ?? { isOld: false, lines: [] };
  expect(isOld).toBe(true);
  expect(lines[1]).toContain('A new night is a folder of its own: --runs nights/2026-11-25');
});
