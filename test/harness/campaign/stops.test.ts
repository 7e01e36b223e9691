import { describe, expect, test } from 'vitest';
import type { Unit } from '../../../harness/campaign/asked.ts';
import { stopsOf } from '../../../harness/campaign/stops.ts';
import type { LedgerRecord } from '../../../harness/ledger/record.ts';
import { asked, orphan, overlap, record, unit } from './records.ts';

const decide = { absent_below: 0.05, present_above: 0.5, risk: 0.05 };
const seeds = Array.from({ length: 12 }, (_, index) => unit({ seed: index + 1 }));
const others = [1, 2, 3].map((seed) => unit({ seed, strategy: 'stop' }));
const canaries = [
  unit({ scenario: 'calm', seed: 1, canary: 'must-pass' }),
  ...[1, 2, 3].map((seed) => unit({ scenario: 'failover', seed, canary: 'must-fail' })),
];
const all = asked([...canaries, ...seeds, ...others]);
const shown = { proved: [overlap] };
const silent = { verdict: 'inconclusive' } as const;

function records(units: readonly Unit[], each: readonly Partial<LedgerRecord>[]): readonly LedgerRecord[] {
  return each.flatMap((more, index) => (units[index] ? [record(units[index], more)] : []));
}

describe('a cell whose answer is known runs no further seeds', () => {
  const { decided } = stopsOf(all, decide);
  const decidedAfter = (...each: readonly Partial<LedgerRecord>[]): boolean => decided(seeds, records(seeds, each));

  test('as soon as its finding is there often enough, or not at all', () => {
    // ln 20 is 3.0. Of one that is there, each run says ln 10, 2.3; of one that is not, ln 0.526, -0.64.
    expect(decidedAfter(shown)).toBe(false);
    expect(decidedAfter(shown, shown)).toBe(true);
    expect(decidedAfter({}, {}, {}, {})).toBe(false);
    expect(decidedAfter({}, {}, {}, {}, {})).toBe(true);
  });

  test('another finding is no answer, and what says nothing is none either', () => {
    expect(decidedAfter({ proved: [orphan] }, { proved: [orphan] })).toBe(false);
    expect(decidedAfter(shown, silent)).toBe(false);
    expect(decidedAfter(shown, silent, shown)).toBe(true);
  });

  test('seeds are looked at in their order, up to the first of which nothing is known', () => {
    const [one, , three] = seeds;
    if (!one || !three) throw new Error('no seeds');
    expect(decided(seeds, [record(one, shown), record(three, shown)])).toBe(false);
  });

  test('of its own cell alone, and of no canary', () => {
    expect(decided(canaries.slice(0, 1), records(canaries, [{}, shown]))).toBe(false);
    expect(decided(others, records(seeds, [shown, shown]))).toBe(false);
    expect(decided(others, records(others, [shown, shown]))).toBe(true);
  });

  test('where the campaign does not ask for it, never', () => {
    expect(stopsOf(all, undefined).decided(seeds, records(seeds, [shown, shown, shown]))).toBe(false);
  });
});

test('a canary that has to fail needs no further runs when it has', () => {
  const { decided } = stopsOf(all, undefined);
  const failing = canaries.slice(1);
  const said = (...each: readonly Partial<LedgerRecord>[]): boolean => decided(failing, records(failing, each));
  expect(said()).toBe(false);
  expect(said({})).toBe(false);
  expect(said({}, shown)).toBe(true);
});

describe('a canary that is not right, and will not be, ends the campaign', () => {
  const { stopped } = stopsOf(all, undefined);
  const open = (): boolean => true;
  const over = (): boolean => false;

  test.each<[string, readonly Partial<LedgerRecord>[], boolean, string | undefined]>([
    ['none has been run', [], true, undefined],
    ['both are right', [{}, shown], false, undefined],
    ['one says nothing yet', [silent, shown], true, undefined],
    ['one may still show what it has to', [{}, {}, {}], true, undefined],
    ['one has shown it in its last run', [{}, {}, {}, shown], false, undefined],
    ['one is blind', [{}, {}, silent, {}], false, 'a canary is not right: the canary failover'],
    ['one says nothing, and has no try left', [silent, shown], false, 'a canary is not right: the canary calm'],
    ['one cannot be run', [{}], false, 'a canary is not right: the canary failover'],
    ['one gives a false alarm', [shown], true, 'a canary is not right: the canary calm'],
  ])('%s', (_, each, isOpen, why) => {
    const said = stopped(records(canaries, each), isOpen ? open : over);
    if (why === undefined) expect(said).toBeUndefined();
    else expect(said).toContain(why);
  });

  test('what else is found does not', () =>
    expect(stopped(records(seeds, [shown, shown]), ({ canary }) => canary !== undefined)).toBeUndefined());
});
