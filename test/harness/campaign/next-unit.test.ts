import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueUnits, nextUnit, type Situation, type Waiting } from '../../../harness/campaign/next-unit.ts';
import type { LedgerRecord } from '../../../harness/ledger/record.ts';
import { ledgerRecord } from '../ledger/record.ts';

const broken = ledgerRecord(1, { verdict: 'broken', whole: false });
const passed = ledgerRecord(1, { verdict: 'pass', whole: true });
const open = ledgerRecord(1, { verdict: 'inconclusive', whole: false });
const violated = ledgerRecord(1, { verdict: 'violation', whole: true });
/** It counts, but what else there was is not known. */
const cutShort = ledgerRecord(1, { verdict: 'violation', whole: false });

function unit(id: string, group = 'a', canary = false): Waiting {
  return { id, group, canary };
}

function situation(
  units: readonly Waiting[],
  records: Readonly<Record<string, readonly LedgerRecord[]>> = {},
  more: Partial<Situation<Waiting>> = {},
): Situation<Waiting> {
  return {
    units,
    records: new Map(Object.entries(records)),
    tried: ({ id }) => records[id]?.length ?? 0,
    running: new Set(),
    groups: [],
    tries: 2,
    givenUp: new Set(),
    decided: () => false,
    ...more,
  };
}

const next = (...[at, group]: Parameters<typeof nextUnit>): string | undefined => nextUnit(at, group)?.id;

describe('the unit that a lane runs next', () => {
  const three = [unit('1'), unit('2'), unit('3')];

  test('the first', () => expect(next(situation(three), undefined)).toBe('1'));
  test('none that is being run', () => expect(next(situation(three, {}, { running: new Set(['1']) }), 'a')).toBe('2'));
  test('none that has passed', () => expect(next(situation(three, { 1: [passed] }), 'a')).toBe('2'));
  test('none that has a violation', () => expect(next(situation(three, { 1: [violated] }), 'a')).toBe('2'));
  test('one again that has a violation of which nobody knows what else there was', () => {
    const rest = { 2: [passed], 3: [passed] };
    expect(next(situation(three, { 1: [cutShort], ...rest }), 'a')).toBe('1');
    expect(next(situation(three, { 1: [cutShort, cutShort], ...rest }), 'a')).toBeUndefined();
    expect(next(situation(three, { 1: [cutShort, passed], ...rest }), 'a')).toBeUndefined();
  });
  test('a fresh one before one again', () => expect(next(situation(three, { 1: [broken] }), 'a')).toBe('2'));
  test('one again that says nothing', () =>
    expect(next(situation(three, { 1: [passed], 2: [open], 3: [passed] }), 'a')).toBe('2'));
  test('none again after its last try', () =>
    expect(next(situation(three, { 1: [passed], 2: [open, broken], 3: [passed] }), 'a')).toBeUndefined());
  test('none that was given up', () =>
    expect(next(situation([unit('1'), unit('2', 'b')], {}, { givenUp: new Set(['1']) }), 'a')).toBe('2'));
  test('none of which nobody needs to know more', () =>
    expect(next(situation(three, {}, { decided: ({ id }) => id === '1' }), 'a')).toBe('2'));

  test('canaries before all, whatever the lane suits', () =>
    expect(next(situation([unit('1'), unit('c', 'b', true)]), 'a')).toBe('c'));
  test('of its own group as long as there are any', () =>
    expect(next(situation([unit('1'), unit('2', 'b'), unit('3', 'b')]), 'b')).toBe('2'));
  test('none for whose cluster there is no room, but of its own group always', () => {
    const units = [unit('c', 'b', true), unit('1'), unit('2', 'b')];
    const no = (): boolean => false;
    expect(nextUnit(situation(units), 'a', no)?.id).toBe('1');
    expect(nextUnit(situation(units), undefined, no)).toBeUndefined();
    expect(nextUnit(situation(units), undefined, (group) => group === 'b')?.id).toBe('c');
  });
  test('else of the group with the most units a lane', () => {
    const units = [unit('1'), unit('2'), unit('3', 'b'), unit('4', 'b'), unit('5', 'b')];
    expect(next(situation(units), 'c')).toBe('3');
    expect(next(situation(units, {}, { groups: ['b'] }), undefined)).toBe('1');
  });
});

test('whatever becomes of the runs, every unit is run until one says all or its tries are over, and none twice at once', () => {
  const outcomes = fc.infiniteStream(fc.constantFrom(broken, passed, open, violated, cutShort));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean()), { maxLength: 12 }),
      fc.integer({ min: 1, max: 4 }),
      outcomes,
      fc.infiniteStream(fc.nat()),
      (kinds, lanes, came, picks) => {
        const units = kinds.map(([group, canary], index) => unit(String(index), group, canary));
        const records = new Map<string, LedgerRecord[]>();
        const running = new Map<string, string>();
        const at = (): Situation<Waiting> => ({
          ...situation(units, {}, { running: new Set(running.keys()), groups: [...running.values()] }),
          records,
          tried: ({ id }) => records.get(id)?.length ?? 0,
        });
        for (let step = 0; step < 100; step += 1) {
          while (running.size < lanes) {
            const found = nextUnit(at(), undefined);
            if (!found) break;
            expect(running.has(found.id)).toBe(false);
            running.set(found.id, found.group);
          }
          if (running.size === 0) break;
          const ended = [...running.keys()][(picks.next().value ?? 0) % running.size] ?? '';
          running.delete(ended);
          records.set(ended, [...(records.get(ended) ?? []), came.next().value ?? broken]);
        }
        expect(dueUnits(at())).toEqual([]);
        for (const { id } of units) {
          const had = records.get(id) ?? [];
          const says = had.filter((each) => each === passed || each === violated);
          expect(says.length === 1 ? had.at(-1) : had.length).toBe(says.length === 1 ? says[0] : 2);
        }
      },
    ),
  );
});
