import { expect, test } from 'vitest';
import { parseScenario } from '../../harness/load-scenario.ts';

const GOOD = `name: good
about: A chain with one cut.
cluster:
  masters: 2
workload:
  tasks:
    - name: one
      seconds: 5
    - name: two
      seconds: 1
      after: [one]
faults:
  - name: cut
    kind: refuse
    target: owner
    when: { task: one, runs_for_seconds: 1 }
    heal_after_seconds: 20
contract: [exactly-once]
grace_seconds: 10
`;

function problem(text: string): string {
  try {
    parseScenario(text, 'a.yaml');
    return 'none';
  } catch (error) {
    return (error as Error).message;
  }
}

test('a good one has its defaults filled in', () => {
  expect(parseScenario(GOOD, 'a.yaml')).toMatchObject({
    cluster: { masters: 2, workers: 2, registry_disconnect_strategy: 'waiting', session_timeout_seconds: 10 },
    workload: { workflows: 1, tasks: [{ name: 'one', after: [], retries: 0, exit_code: 0 }, { after: ['one'] }] },
    faults: [{ when: { within_seconds: 120 } }],
  });
});

test.each([
  [
    'an unknown field',
    GOOD.replace('masters:', 'master:'),
    'a.yaml, line 4, cluster.master: Unrecognized key: "master"',
  ],
  [
    'a field of the wrong kind',
    GOOD.replace('masters: 2', 'masters: two'),
    'a.yaml, line 4, cluster.masters: Invalid input: expected number',
  ],
  ['a missing field', GOOD.replace('grace_seconds: 10\n', ''), 'a.yaml, line 1, grace_seconds: Invalid input'],
  [
    'a range that runs backwards',
    GOOD.replace('seconds: 5', 'seconds: { from: 5, to: 1 }'),
    'a.yaml, line 8, workload.tasks.0.seconds: `from` must not be',
  ],
  [
    'a fault on a task that is not there',
    GOOD.replace('task: one,', 'task: on,'),
    'a.yaml, line 16, faults.0.when.task: there is no task on; tasks are one, two',
  ],
  [
    'two tasks of one name',
    GOOD.replace('name: two', 'name: one'),
    'a.yaml, line 9, workload.tasks.1.name: two tasks are named one',
  ],
  [
    'a task after itself',
    GOOD.replace('after: [one]', 'after: [two]'),
    'a.yaml, line 11, workload.tasks.1.after.0: two is no task listed before two',
  ],
  [
    'an unknown kind of fault',
    GOOD.replace('kind: refuse', 'kind: burn'),
    'a.yaml, line 14, faults.0.kind: Invalid option: expected one of "refuse"|',
  ],
  [
    'no tasks',
    GOOD.replace(/ {2}tasks:[\s\S]*faults/, '  tasks: []\nfaults').replace(/faults:[\s\S]*contract/, 'contract'),
    'a.yaml, line 6, workload.tasks: Too small',
  ],
  ['YAML that is none', 'name: "good', 'a.yaml: '],
  ['an empty file', '', 'a.yaml, line 1, scenario: Invalid input'],
])('%s is named with file, line and field', (_, text, message) => {
  expect(problem(text)).toContain(message);
});

test.each(['a b', "a'b", 'a"b', '$(reboot)', '`id`', 'a;b', '../a', '-a', 'ä', '', 'a'.repeat(61)])(
  'a task cannot be named %j',
  (name) => {
    expect(problem(GOOD.replaceAll(/\bone\b/g, JSON.stringify(name)))).toContain('workload.tasks.0.name');
  },
);
