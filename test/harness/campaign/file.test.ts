import { describe, expect, test } from 'vitest';
import { keyOfCell } from '../../../harness/campaign/asked.ts';
import { parseCampaign } from '../../../harness/campaign/file.ts';
import { inShard, readShard } from '../../../harness/campaign/shard.ts';
import { type PlannedUnit, unitsOf } from '../../../harness/campaign/units.ts';
import { UsageError } from '../../../harness/usage-error.ts';
import { namedScenario, problemOf } from '../named-scenarios.ts';

const GOOD = `name: night
versions: [3.1.1, 3.2.2]
strategies: [waiting, stop]
scenarios: [cut, calm]
seeds: { first: 5, count: 3 }
canary:
  must_fail: { scenario: cut, version: 3.1.1 }
  must_pass: { scenario: cut, version: 3.1.1, without_faults: true }
`;

function parse(text: string) {
  return parseCampaign(text, 'n.yaml', namedScenario);
}

function problem(text: string): string {
  return problemOf(() => parse(text));
}

const names = (text: string): readonly string[] =>
  unitsOf(parse(text)).map(({ unit }) =>
    [unit.canary, unit.version, unit.strategy, unit.scenario, unit.seed].filter((each) => each !== undefined).join(' '),
  );

describe('the units of a campaign', () => {
  test('canaries first, then each scenario with each strategy on each version, seed by seed', () => {
    const all = names(GOOD);
    expect(all).toHaveLength(4 + 2 * 2 * 2 * 3);
    expect(all.slice(0, 8)).toEqual([
      'must-fail 3.1.1 waiting cut 1',
      'must-fail 3.1.1 waiting cut 2',
      'must-fail 3.1.1 waiting cut 3',
      'must-pass 3.1.1 waiting cut 1',
      '3.1.1 waiting cut 5',
      '3.1.1 waiting cut 6',
      '3.1.1 waiting cut 7',
      '3.1.1 stop cut 5',
    ]);
  });

  test('no two have one name, and the same file gives the same names', () => {
    const ids = (text: string): readonly string[] => unitsOf(parse(text)).map(({ unit }) => unit.id);
    expect(new Set(ids(GOOD)).size).toBe(ids(GOOD).length);
    expect(ids(GOOD)).toEqual(ids(GOOD));
    expect(ids(GOOD)).toEqual(ids(GOOD.replace('name: night', 'name: day')));
  });

  test('another contract makes other units: what was judged by the old one says nothing of them', () => {
    const [first] = unitsOf(parse(GOOD)).slice(4);
    const [other] = unitsOf(parse(`${GOOD}contract: [no-overlap]\n`)).slice(4);
    expect(other?.plan.contract).toEqual(['no-overlap']);
    expect(other?.unit.id).not.toBe(first?.unit.id);
  });

  test('without strategies, the scenarios have their own', () => {
    expect(names(GOOD.replace(/strategies.*\n/, ''))).toContain('3.1.1 waiting cut 5');
    expect(names(GOOD.replace(/strategies.*\n/, ''))).not.toContain('3.1.1 stop cut 5');
  });

  test('a scenario that is about other versions has none there', () => {
    const all = names(GOOD.replace('[cut, calm]', '[later]')).slice(4);
    expect(all).toHaveLength(6);
    expect(all.every((each) => each.startsWith('3.2.2'))).toBe(true);
  });

  test('the canary that must pass does nothing to the cluster, and expects nothing', () => {
    const [mustFail, , , mustPass] = unitsOf(parse(GOOD));
    expect(mustFail?.plan.faults).toHaveLength(1);
    expect(mustFail?.plan.expect).toEqual({ anomaly: 'double-dispatch', task: 'long' });
    expect(mustPass?.plan.faults).toEqual([]);
    expect(mustPass?.plan.expect).toBeUndefined();
  });

  test('there are canaries where the file says nothing of any, and none where it says so', () => {
    const brought = GOOD.replace(/canary:\n.*\n.*\n/, '');
    expect(problem(brought)).toContain('there is no scenario failover-16759');
    expect(parse(`${brought}canary: false\n`).canaries).toEqual([]);
  });
});

test.each([
  ['an unknown field', `${GOOD}speed: 1\n`, 'n.yaml, line 9, speed'],
  ['no seeds', GOOD.replace(/seeds.*\n/, ''), 'n.yaml, line 1, seeds'],
  ['a version twice', GOOD.replace('3.2.2]', '3.1.1]'), 'n.yaml, line 2, versions.1: 3.1.1 is listed twice'],
  ['a strategy that there is not', GOOD.replace('stop]', 'pray]'), 'n.yaml, line 3, strategies.1'],
  [
    'a scenario that there is not',
    GOOD.replace('calm]', 'none]'),
    'n.yaml, line 4, scenarios.1: there is no scenario none',
  ],
  [
    'two scenarios of one name',
    GOOD.replace('calm]', 'twin]'),
    'n.yaml, line 4, scenarios.1: another one is named cut',
  ],
  ['a scenario that is wrong', GOOD.replace('calm]', 'crowd]'), 'crowd.yaml, line 3, cluster.masters'],
  [
    'a canary that expects nothing',
    GOOD.replace('must_fail: { scenario: cut', 'must_fail: { scenario: calm'),
    'n.yaml, line 7, canary.must_fail.scenario: calm expects no finding',
  ],
  ['a time without a unit', `${GOOD}budget: { time: 8 }\n`, 'n.yaml, line 9, budget.time'],
  [
    'rates that leave nothing between them',
    `${GOOD}decide: { absent_below: 0.5, present_above: 0.5 }\n`,
    'decide.absent_below: must be less than present_above',
  ],
])('bad input is told with file, line and field: %s', (_, text, expected) => {
  expect(problem(text)).toContain(expected);
});

describe('shards', () => {
  const units = unitsOf(parse(GOOD.replace('count: 3', 'count: 100')));
  const parts = (cells: boolean) => [1, 2, 3].map((index) => inShard(units, { index, of: 3 }, cells));
  const own = (part: readonly PlannedUnit[]) => part.filter(({ unit }) => unit.canary === undefined);

  test('all units where no part is asked for', () => expect(inShard(units, undefined, false)).toBe(units));

  test.each([false, true])('each unit is in one of them, each canary in all; whole cells: %s', (cells) => {
    const ids = parts(cells).flatMap((part) => own(part).map(({ unit }) => unit.id));
    expect(ids.toSorted()).toEqual(
      own(units)
        .map(({ unit }) => unit.id)
        .toSorted(),
    );
    for (const part of parts(cells)) expect(part.length - own(part).length).toBe(4);
  });

  test('they are about as large as each other', () => {
    // 800 units: a third of them is 267, with a standard deviation of 13.
    for (const part of parts(false)) expect(Math.abs(part.length - 271)).toBeLessThan(5 * 13);
  });

  test('a cell is torn apart where nothing keeps it whole, and is not where something does', () => {
    const torn = (cells: boolean): number => {
      const cellsOf = (part: readonly PlannedUnit[]) => new Set(own(part).map(({ unit }) => keyOfCell(unit)));
      return parts(cells).reduce((sum, part) => sum + cellsOf(part).size, 0);
    };
    expect(torn(false)).toBe(3 * 8);
    expect(torn(true)).toBe(8);
  });

  test.each(['0/3', '4/3', '1/0', '1', 'a/b', '1/1001', '-1/3'])('%s is none', (text) => {
    expect(() => readShard(text)).toThrow(UsageError);
  });

  test('1/3 is one', () => expect(readShard('1/3')).toEqual({ index: 1, of: 3 }));
});
