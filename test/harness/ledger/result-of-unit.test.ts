import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resultsOf } from '../../../harness/campaign/results.ts';
import { resultOfUnit } from '../../../harness/ledger/result-of-unit.ts';
import { asked, orphan, overlap, record, unit } from '../campaign/records.ts';

const one = unit({ seed: 1 });
const at = (minute: number): string => `2026-11-24T01:${String(minute).padStart(2, '0')}:00.000Z`;
const broken = record(one, { at: at(0), verdict: 'broken' });
const silent = record(one, { at: at(1), verdict: 'inconclusive' });
const pass = record(one, { at: at(2) });
const violation = record(one, { at: at(3), proved: [overlap] });
const later = record(one, { at: at(4), proved: [orphan] });

test.each([
  ['nothing of none', [], undefined],
  ['the last, where none says anything', [silent, broken], silent],
  ['the first that is whole', [record(one, { at: at(9) }), pass, broken, silent], pass],
  ['a violation, though it came after a pass', [pass, broken, violation], violation],
  ['the first violation of two', [later, violation], violation],
  ['one that is not whole', [pass, { ...violation, whole: false }], { ...violation, whole: false }],
])('%s', (_, records, result) => expect(resultOfUnit(records)).toEqual(result));

test('whatever the order, and however often a run is there', () => {
  const all = [broken, silent, pass, violation, later, { ...pass, run: 'cut/other' }];
  const some = fc.subarray(all, { minLength: 1 });
  fc.assert(
    fc.property(
      some.chain((records) => fc.tuple(fc.constant(records), fc.shuffledSubarray([...records, ...records]))),
      ([records, more]) => {
        const shuffled = [...more, ...records];
        expect(resultOfUnit(shuffled)).toEqual(resultOfUnit(records));
      },
    ),
  );
});

test("a campaign's results are those of its own units, in their order", () => {
  const two = unit({ seed: 2 });
  const strangers = [
    record(two, { campaign: { name: 'other', unit: two.id }, proved: [overlap] }),
    record(two, { campaign: { name: 'nightly', unit: 'gone' }, proved: [overlap] }),
  ];
  const results = resultsOf(asked([two, one]), [...strangers, later, pass, violation]);
  expect(results).toEqual([
    { unit: two, record: undefined, fullest: undefined, violations: [] },
    { unit: one, record: violation, fullest: pass, violations: [violation, later] },
  ]);
});
