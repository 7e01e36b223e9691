import { describe, expect, test } from 'vitest';
import { parseMatrix } from '../../../harness/matrix/file.ts';
import { namedScenario, problemOf } from '../named-scenarios.ts';

const GOOD = `name: fixes
versions: [3.1.1, 3.2.2]
runs: 5
columns:
  none: { registry_disconnect_strategy: waiting }
  stop: { registry_disconnect_strategy: stop, session_timeout_seconds: 20 }
scenarios: [cut, again]
`;

function parse(text: string) {
  return parseMatrix(text, 'm.yaml', namedScenario);
}

function problem(text: string): string {
  return problemOf(() => parse(text));
}

test('every scenario in every column on every version, the column laid over its own cluster', () => {
  const matrix = parse(GOOD);
  expect(matrix).toMatchObject({ name: 'fixes', runs: 5, upTo: 5, seed: 1 });
  expect(matrix.cells.map(({ version, column, scenario }) => [version, column, scenario.name].join(' '))).toEqual([
    '3.1.1 none cut',
    '3.1.1 none again',
    '3.1.1 stop cut',
    '3.1.1 stop again',
    '3.2.2 none cut',
    '3.2.2 none again',
    '3.2.2 stop cut',
    '3.2.2 stop again',
  ]);
  expect(matrix.cells[0]?.scenario.cluster).toMatchObject({
    registry_disconnect_strategy: 'waiting',
    session_timeout_seconds: 8,
  });
  expect(matrix.cells[2]?.scenario.cluster).toMatchObject({
    masters: 2,
    registry_disconnect_strategy: 'stop',
    session_timeout_seconds: 20,
  });
  expect(matrix.scenarios[0]?.cluster.session_timeout_seconds).toBe(8);
});

describe('what is wrong is said with file, line and field', () => {
  test.each([
    ['an unknown field', `${GOOD}colour: red\n`, 'm.yaml, line 8, colour: Unrecognized key: "colour"'],
    ['no YAML', 'name: [', 'm.yaml: '],
    ['a version that is a number', GOOD.replace('3.1.1', '3.1'), 'm.yaml, line 2, versions.0: Invalid input'],
    ['a version that is a path', GOOD.replace('3.1.1', '../3'), 'm.yaml, line 2, versions.0: must be a version: 3.1.1'],
    ['a version twice', GOOD.replace('3.2.2', '3.1.1'), 'm.yaml, line 2, versions.1: 3.1.1 is listed twice'],
    ['no runs', GOOD.replace('runs: 5', 'runs: 0'), 'm.yaml, line 3, runs: '],
    ['less than its runs', GOOD.replace('runs: 5', 'runs: 5\nup_to: 4'), 'm.yaml, line 4, up_to: must not be less'],
    ['a seed that leaves no room', `${GOOD}seed: 2147483647\n`, 'm.yaml, line 8, seed: '],
    ['no column', GOOD.replace(/columns:\n.*\n.*\n/, 'columns: {}\n'), 'm.yaml, line 4, columns: there must be one'],
    ['a column that begins with a digit', GOOD.replace('none:', '1none:'), 'm.yaml, line 5, columns.1none: '],
    ['a column that is no block', GOOD.replace(/none:.*/, 'none: stop'), 'm.yaml, line 5, columns.none: '],
    ['a scenario that is not there', GOOD.replace('cut', 'nocut'), 'm.yaml, line 7, scenarios.0: there is no scenario'],
    ['a scenario twice', GOOD.replace('again', 'cut'), 'm.yaml, line 7, scenarios.1: cut is listed twice'],
    ['two of one name', GOOD.replace('again', 'twin'), 'm.yaml, line 7, scenarios.1: another one is named cut'],
    [
      'one that expects nothing',
      GOOD.replace('again', 'calm'),
      'm.yaml, line 7, scenarios.1: scenario calm expects no',
    ],
    ['one named as a column', GOOD.replace('again', 'stop'), 'm.yaml, line 7, scenarios.1: a column is named stop too'],
    [
      'a field that no cluster has',
      GOOD.replace('{ registry_disconnect_strategy: waiting }', '{ colour: red }'),
      'm.yaml, line 5, columns.none.colour: Unrecognized key: "colour"',
    ],
    [
      'a value that no cluster has',
      GOOD.replace('waiting', 'wating'),
      'm.yaml, line 5, columns.none.registry_disconnect_strategy: Invalid option',
    ],
    [
      'a cluster on which a scenario makes no sense',
      GOOD.replace('{ registry_disconnect_strategy: waiting }', '{ masters: 1 }').replace('again', 'lone'),
      'lone.yaml, line 8, faults.0.target: ',
    ],
  ])('%s', (_, text, said) => expect(problem(text)).toContain(said));

  test('and with the column where that alone does not say it', () => {
    const text = GOOD.replace('{ registry_disconnect_strategy: waiting }', '{ masters: 1 }').replace('again', 'lone');
    expect(problem(text)).toContain('(with column none)');
  });
});
