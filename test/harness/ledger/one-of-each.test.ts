import fc from 'fast-check';
import { expect, test } from 'vitest';
import { oneOfEach } from '../../../harness/ledger/one-of-each.ts';
import type { LedgerRecord } from '../../../harness/ledger/record.ts';
import { doubled, recordOf, violation } from '../gate/records.ts';

const campaign = { name: 'nightly', unit: 'cut/1' };
/** Of the second that is told. */
const at = (second: number): string => `2026-11-24T02:00:0${second}.000Z`;
const clean = recordOf(1, { campaign, run: 'clean', at: at(3) });
const bad = recordOf(1, { campaign, run: 'bad', verdict: 'violation', whole: false, proved: [violation(doubled)] });
const broken = recordOf(1, { campaign, run: 'broken', at: at(2), verdict: 'broken', whole: false });
const silent = recordOf(1, { campaign, run: 'silent', at: at(1), verdict: 'inconclusive', whole: false });
const later = recordOf(1, { campaign, run: 'later', at: at(4) });

test.each([
  [[clean, bad], 'bad'],
  [[bad, clean], 'bad'],
  [[broken, silent, clean, later], 'clean'],
  [[silent, broken], 'broken'],
  [[broken], 'broken'],
] as const)('of several tries of a unit one counts: %#', (tries, counts) => {
  expect(oneOfEach(tries).map(({ run }) => run)).toEqual([counts]);
});

test('units of two campaigns are two, and records of none are left alone', () => {
  const other = { ...clean, campaign: { name: 'weekly', unit: 'cut/1' } };
  const { campaign: _, ...none } = clean;
  expect(oneOfEach([clean, other, none, bad, { ...none }])).toEqual([bad, other, none, none]);
});

test('whatever the order, a violation among the tries is one that counts, and doing it twice changes nothing', () => {
  const some = fc.array(fc.constantFrom<LedgerRecord>(clean, bad, broken, silent, later), { minLength: 1 });
  fc.assert(
    fc.property(some, (tries) => {
      const counted = oneOfEach(tries);
      expect(counted).toHaveLength(1);
      if (tries.includes(bad)) expect(counted).toEqual([bad]);
      else if (tries.some(({ whole }) => whole)) expect(counted[0]?.whole).toBe(true);
      expect(oneOfEach(counted)).toEqual(counted);
    }),
  );
});
