import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../../harness/load-scenario.ts';
import type { Cell, Matrix } from '../../../harness/matrix/file.ts';
import type { MatrixRun } from '../../../harness/matrix/run.ts';
import { answersOf, chosenCells, clusterGroups, nextSeed, partRuns, planOf } from '../../../harness/matrix/work.ts';
import { keyOfCellPlan } from '../../../harness/plan-key.ts';
import type { Scenario } from '../../../harness/scenario.ts';

type Outcome = MatrixRun['outcome'];

function ran(seed: number, outcome: Outcome): MatrixRun {
  return { seed, plan: 'p', outcome, proved: [], seconds: 40 };
}

const asked = { seed: 1, runs: 3, upTo: 3 };

describe('the run that a cell has to do next', () => {
  test.each<[string, readonly MatrixRun[], number | undefined]>([
    ['the first seed, where there is none', [], 1],
    ['the first that is missing', [ran(1, 'seen'), ran(3, 'not')], 2],
    ['none, where all say something', [ran(1, 'seen'), ran(2, 'not'), ran(3, 'not')], undefined],
    ['a fresh one before one again', [ran(1, 'broken')], 2],
    ['one again that says nothing', [ran(1, 'seen'), ran(2, 'inconclusive'), ran(3, 'seen')], 2],
    ['none again after its last try', [ran(1, 'seen'), ran(2, 'broken'), ran(3, 'seen'), ran(2, 'broken')], undefined],
    [
      'none again that has said something since',
      [ran(1, 'broken'), ran(1, 'not'), ran(2, 'not'), ran(3, 'not')],
      undefined,
    ],
  ])('%s', (_, runs, seed) => expect(nextSeed(runs, asked, 2)).toBe(seed));

  test('more runs asked for later: only those that are missing', () => {
    const runs = [ran(1, 'seen'), ran(2, 'seen'), ran(3, 'seen')];
    expect(nextSeed(runs, { ...asked, runs: 4, upTo: 4 }, 2)).toBe(4);
  });

  test('more where the runs do not agree, and only there', () => {
    const wide = { ...asked, upTo: 5 };
    expect(nextSeed([ran(1, 'seen'), ran(2, 'seen'), ran(3, 'seen')], wide, 2)).toBeUndefined();
    const open = [ran(1, 'seen'), ran(2, 'not'), ran(3, 'seen')];
    expect(nextSeed(open, asked, 2)).toBeUndefined();
    expect(nextSeed(open, wide, 2)).toBe(4);
    expect(nextSeed([...open, ran(4, 'seen'), ran(5, 'seen')], wide, 2)).toBeUndefined();
  });

  test('another first seed: runs before it do not count', () => {
    const runs = [ran(1, 'seen'), ran(2, 'seen'), ran(3, 'seen')];
    expect(nextSeed(runs, { ...asked, seed: 3 }, 2)).toBe(4);
    expect(answersOf(runs, { seed: 3 }).map(({ seed }) => seed)).toEqual([3]);
  });

  test('it comes to an end, whatever the runs come to, with each seed run at least once and at most so often', () => {
    const outcomes = fc.infiniteStream(fc.constantFrom<Outcome>('seen', 'not', 'inconclusive', 'broken'));
    fc.assert(
      fc.property(outcomes, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 6 }), (ends, runs, more) => {
        const wanted = { seed: 7, runs, upTo: runs + more };
        const done: MatrixRun[] = [];
        for (const outcome of ends) {
          const seed = nextSeed(done, wanted, 3);
          if (seed === undefined) break;
          done.push(ran(seed, outcome));
          expect(done.length).toBeLessThanOrEqual(3 * wanted.upTo);
        }
        const seeds = done.map(({ seed }) => seed);
        for (let seed = 7; seed < 7 + runs; seed += 1) expect(seeds).toContain(seed);
        expect(Math.max(...seeds)).toBeLessThan(7 + wanted.upTo);
      }),
    );
  });
});

test('a seed has come to its first run that says something, else to its last', () => {
  const runs = [ran(2, 'broken'), ran(1, 'inconclusive'), ran(1, 'not'), ran(1, 'seen'), ran(2, 'inconclusive')];
  expect(answersOf(runs, asked).map(({ seed, outcome }) => [seed, outcome])).toEqual([
    [1, 'not'],
    [2, 'inconclusive'],
  ]);
});

const blip = loadScenario('blip');
const residual = loadScenario('stop-residual');

function withCluster(scenario: Scenario, cluster: Partial<Scenario['cluster']>): Scenario {
  return { ...scenario, cluster: { ...scenario.cluster, ...cluster } };
}

function cell(column: string, scenario: Scenario, version = '3.1.1'): Cell {
  return { version, column, scenario };
}

describe('stored runs', () => {
  const own = cell('none', blip);
  const stored = (seed: number, of: Cell): MatrixRun => ({
    ...ran(seed, 'seen'),
    plan: keyOfCellPlan(planOf(of, seed)),
  });

  test('are of the plans that the cell has, or of others', () => {
    const changed = cell('none', withCluster(blip, { session_timeout_seconds: 30 }));
    const runs = [stored(1, own), stored(2, changed)];
    expect(partRuns(own, runs)).toEqual({ same: [runs[0]], other: [runs[1]] });
  });

  test('stay what they are when people are told otherwise what the scenario is about', () => {
    const told = cell('none', { ...blip, about: 'Another sentence.' });
    expect(partRuns(told, [stored(1, own)]).other).toEqual([]);
  });
});

test('plans of one seed differ between columns in nothing but the cluster', () => {
  const [none, stop] = ['waiting', 'stop'].map((strategy) =>
    planOf(
      cell('x', withCluster(loadScenario('owner-blackhole'), { registry_disconnect_strategy: strategy as 'stop' })),
      9,
    ),
  );
  expect(none?.cluster).not.toEqual(stop?.cluster);
  expect({ ...none, cluster: 0 }).toEqual({ ...stop, cluster: 0 });
});

test('cells that want the same cluster come one after the other', () => {
  const stop = { registry_disconnect_strategy: 'stop' } as const;
  const cells = [
    cell('none', withCluster(residual, { registry_disconnect_strategy: 'waiting' })),
    cell('none', withCluster(blip, { session_timeout_seconds: 30 })),
    cell('none', blip),
    cell('stop', residual),
    cell('stop', withCluster(blip, stop)),
  ];
  expect(clusterGroups(cells, 1)).toEqual([[cells[0], cells[2]], [cells[1]], [cells[3], cells[4]]]);
});

describe('--only', () => {
  const matrix: Matrix = {
    name: 'm',
    versions: ['3.1.1', '3.2.2'],
    columns: [
      { name: 'none', cluster: {} },
      { name: 'stop', cluster: {} },
    ],
    scenarios: [blip, residual],
    runs: 1,
    upTo: 1,
    seed: 1,
    cells: ['3.1.1', '3.2.2'].flatMap((version) =>
      ['none', 'stop'].flatMap((column) => [blip, residual].map((scenario) => cell(column, scenario, version))),
    ),
  };
  const chosen = (...only: string[]) =>
    chosenCells(matrix, only).map(({ version, column, scenario }) => `${version} ${column} ${scenario.name}`);

  test('leaves what each kind of name says; of a kind that is not named, all', () => {
    expect(chosen()).toHaveLength(8);
    expect(chosen('stop', '3.1.1')).toEqual(['3.1.1 stop blip', '3.1.1 stop stop-residual']);
    expect(chosen('blip', 'none', 'stop', '3.2.2')).toEqual(['3.2.2 none blip', '3.2.2 stop blip']);
  });

  test('of something that is not there: what there is', () => {
    expect(() => chosen('halt')).toThrow('--only halt: must be one of 3.1.1, 3.2.2, none, stop, blip, stop-residual');
  });
});
