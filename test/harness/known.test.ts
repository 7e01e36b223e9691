import { describe, expect, test } from 'vitest';
import { anomalies } from '../../checkers/finding.ts';
import { findingsPage } from '../../harness/findings/page.ts';
import { readFindingsPage } from '../../harness/findings/shown.ts';
import { allScenarios, knownFrom, knownOf } from '../../harness/known.ts';
import { nearest } from '../../harness/nearest.ts';

const run = (signatures: readonly string[], sentence?: string) => ({
  signatures: [...signatures],
  ...(sentence === undefined ? {} : { sentence }),
});
const record = (scenario: string, runs: ReturnType<typeof run>[]) => ({
  scenario,
  wanted: 'never-recovered/-/refuse',
  dolphinscheduler: '3.1.1',
  startedAt: '2026-11-23T12:00:00Z',
  tally: { seen: 1, of: runs.length, inconclusive: 0, broken: 0 },
  runs,
});

describe('the page of findings', () => {
  const page = findingsPage(
    [
      record('blip', [run(['never-recovered/-/refuse', 'lost-task/long/refuse'], 'master-2 was not back')]),
      record('worker-killed', [run([])]),
    ],
    () => ({ about: 'about it', issues: ['#1'] }),
    [],
  );

  test('is read as it was written', () => {
    expect(readFindingsPage(page)).toEqual([
      { scenario: 'blip', anomalies: ['lost-task', 'never-recovered'], quote: 'master-2 was not back' },
    ]);
  });

  test('quotes what a scenario expects, and nothing else that it showed', () => {
    const shown = readFindingsPage(page);
    expect(knownFrom('never-recovered', allScenarios(), shown)).toMatchObject({ quote: 'master-2 was not back' });
    expect(knownFrom('lost-task', allScenarios(), shown)).toMatchObject({ shownBy: ['blip'], quote: undefined });
  });
});

test('every scenario that expects something is named by the anomaly that it expects', () => {
  const named = anomalies.flatMap((anomaly) => knownOf(anomaly).expectedBy.map(({ scenario }) => scenario));
  const expecting = allScenarios().filter(({ expect: expected }) => expected !== undefined);
  expect(named.toSorted()).toEqual(expecting.map(({ name }) => name).toSorted());
});

describe('a name that there is not', () => {
  test.each([
    ['double-dispach', 'double-dispatch'],
    ['DOUBLE-DISPATCH', 'double-dispatch'],
    ['dispatch-double', 'double-dispatch'],
    ['orphan', 'orphan-execution'],
    ['overlapping execution', 'overlapping-executions'],
    ['stuck workflow', 'stuck-workflow'],
    ['never-recover', 'never-recovered'],
  ])('%s: the nearest is %s', (word, name) => expect(nearest(word, anomalies)[0]).toBe(name));

  test.each(['', 'xyz', 'runs/latest', '--'])('%j is near to none', (word) =>
    expect(nearest(word, anomalies)).toEqual([]),
  );

  test('at most three are told', () => expect(nearest('double', anomalies).length).toBeLessThanOrEqual(3));
});
