import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../harness/load-scenario.ts';
import { plan } from '../../harness/plan.ts';

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
    when: { task: one, plus_seconds: 1 }
    heal_after_seconds: 20
contract: [exactly-once]
grace_seconds: 10
`;

/** The same, its second task a sub-workflow. */
const PARTS = GOOD.replace(
  'workload:',
  'workload:\n  sub_workflows:\n    - name: part\n      tasks:\n        - { name: inner, seconds: 3 }',
).replace('      seconds: 1\n', '      runs: part\n');

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
    cluster: {
      masters: 2,
      workers: 2,
      links: ['zookeeper'],
      registry_disconnect_strategy: 'waiting',
      session_timeout_seconds: 10,
    },
    workload: { workflows: 1, tasks: [{ name: 'one', after: [], retries: 0, exit_code: 0 }, { after: ['one'] }] },
    faults: [{ when: { within_seconds: 120 } }],
  });
});

test('the versions that it is meant for are in its plan; where it says nothing, they are in neither', () => {
  const versions = (text: string) => plan(parseScenario(text, 'a.yaml'), 1).versions;
  expect(versions(`${GOOD}versions: ">=3.1.0 <3.1.3"\n`)).toBe('>=3.1.0 <3.1.3');
  expect(plan(parseScenario(GOOD, 'a.yaml'), 1)).not.toHaveProperty('versions');
});

test.each([
  ['versions that are no range', `${GOOD}versions: "3.3"\n`, 'a.yaml, line 20, versions: must be like >=3.3'],
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
    'a link fault on ZooKeeper, which has no link of its own',
    GOOD.replace('target: owner', 'target: zookeeper'),
    'a.yaml, line 15, faults.0.target: refuse strikes what a master, a worker or the api reaches',
  ],
  [
    'a direction of a fault that has none',
    GOOD.replace('target: owner', 'target: owner\n    direction: upstream'),
    'a.yaml, line 16, faults.0.direction: Unrecognized key: "direction"',
  ],
  [
    'a standby where there is one master',
    GOOD.replace('masters: 2', 'masters: 1').replace('target: owner', 'target: standby'),
    'a.yaml, line 15, faults.0.target: one master has no standby',
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
    'a task that fails as often as it is run',
    GOOD.replace('seconds: 5', 'seconds: 5\n      retries: 1\n      fails: 2'),
    'a.yaml, line 10, workload.tasks.0.fails: one would never succeed: it fails more often than it has retries',
  ],
  [
    'a task without work',
    GOOD.replace('      seconds: 5\n', ''),
    'a.yaml, line 7, workload.tasks.0.seconds: give seconds or runs, one of the two',
  ],
  [
    'a task with two kinds of work',
    PARTS.replace('runs: part', 'runs: part\n      seconds: 1'),
    'workload.tasks.1.seconds: give seconds or runs, one of the two',
  ],
  [
    'a sub-workflow that is not there',
    PARTS.replace('runs: part', 'runs: parts'),
    'a.yaml, line 14, workload.tasks.1.runs: parts is no sub-workflow listed before; those are part',
  ],
  [
    'a sub-workflow that runs itself',
    PARTS.replace('seconds: 3', 'runs: part'),
    'a.yaml, line 9, workload.sub_workflows.0.tasks.0.runs: part is no sub-workflow listed before; none is',
  ],
  [
    'a retry of a task that runs a sub-workflow',
    PARTS.replace('runs: part', 'runs: part\n      retries: 1'),
    'workload.tasks.1.runs: a task that runs a sub-workflow has no retries, exit code or delay of its own',
  ],
  [
    'a sub-workflow with the name of one that is started',
    PARTS.replaceAll('part', 'workflow-1'),
    "a.yaml, line 7, workload.sub_workflows.0.name: workflow-1 is what the workload's workflows are named",
  ],
  [
    'a fault on a task that has no process',
    PARTS.replace('task: one,', 'task: two,'),
    'there is no task two; tasks are one, inner',
  ],
  [
    'an unknown kind of fault',
    GOOD.replace('kind: refuse', 'kind: burn'),
    "a.yaml, line 14, faults.0.kind: Invalid discriminator value. Expected 'refuse' |",
  ],
  [
    'no tasks',
    GOOD.replace(/ {2}tasks:[\s\S]*faults/, '  tasks: []\nfaults').replace(/faults:[\s\S]*contract/, 'contract'),
    'a.yaml, line 6, workload.tasks: Too small',
  ],
  ['YAML that is none', 'name: "good', 'a.yaml: '],
  [
    'a fault that is healed twice',
    GOOD.replace('heal_after_seconds: 20', 'heal_after_seconds: 20\n    heal_when: { seen: takeover }'),
    'a.yaml, line 18, faults.0.heal_when: give heal_after_seconds or heal_when, one of the two',
  ],
  [
    'a fault that is never healed',
    GOOD.replace('    heal_after_seconds: 20\n', ''),
    'a.yaml, line 13, faults.0.heal_after_seconds: give heal_after_seconds or heal_when, one of the two',
  ],
  [
    'a trigger for two things',
    GOOD.replace('task: one,', 'task: one, seen: takeover,'),
    'a.yaml, line 16, faults.0.when.seen: a trigger waits for one thing: task or seen',
  ],
  [
    'a stage of no task',
    GOOD.replace('task: one,', 'is: ended,'),
    'a.yaml, line 16, faults.0.when.is: says where a task is; name the task',
  ],
  [
    'a step of no fault',
    GOOD.replace('task: one,', 'step: healed,'),
    'a.yaml, line 16, faults.0.when.step: says where a fault is; name the fault',
  ],
  [
    'a trigger for a fault that is not there',
    GOOD.replace('task: one,', 'fault: other,'),
    'a.yaml, line 16, faults.0.when.fault: there is no fault other; faults are cut',
  ],
  [
    'a fault that waits for itself',
    GOOD.replace('task: one,', 'fault: cut,'),
    'a.yaml, line 16, faults.0.when.fault: a fault cannot wait for itself',
  ],
  [
    'a target that is no role',
    GOOD.replace('target: owner', 'target: boss'),
    'a.yaml, line 15, faults.0.target: boss is no target; targets are owner, standby,',
  ],
  [
    'a target of a task that is not there',
    GOOD.replace('target: owner', 'target: worker-of:three'),
    'a.yaml, line 15, faults.0.target: there is no task three; tasks are one, two',
  ],
  [
    'a target of a fault that comes later',
    GOOD.replace('target: owner', 'target: target-of:cut'),
    'a.yaml, line 15, faults.0.target: there is no fault cut listed before cut',
  ],
  [
    'a link that the cluster does not have',
    GOOD.replace('target: owner', 'target: owner\n    link: { one_of: [zookeeper, database] }'),
    'a.yaml, line 16, faults.0.link: no link leads to the database here; write cluster.links: [zookeeper, database]',
  ],
  [
    'a flap without an end of its phases',
    GOOD.replace('kind: refuse', 'kind: flap\n    down_seconds: 0\n    up_seconds: 1'),
    'a.yaml, line 15, faults.0.down_seconds: must be at least 0.1',
  ],
  [
    'a slow link that is not said how slow',
    GOOD.replace('kind: refuse', 'kind: latency'),
    'a.yaml, line 13, faults.0.milliseconds: Invalid input',
  ],
  [
    'a partition from nobody',
    GOOD.replace('kind: refuse', 'kind: partition'),
    'a.yaml, line 13, faults.0.from: Invalid input',
  ],
  [
    'a partition from what is reached through a link',
    GOOD.replace('kind: refuse', 'kind: partition\n    from: zookeeper'),
    'a.yaml, line 15, faults.0.from: partition strikes what a master, a worker or the api reaches; name one of them',
  ],
  [
    'a partition from what is no role',
    GOOD.replace('kind: refuse', 'kind: partition\n    from: { one_of: [worker, boss] }'),
    'a.yaml, line 15, faults.0.from: boss is no target',
  ],
  [
    'the leader of one ZooKeeper',
    GOOD.replace('kind: refuse', 'kind: kill').replace('target: owner', 'target: zk-leader'),
    'a.yaml, line 15, faults.0.target: one ZooKeeper has no leader; cluster.zookeepers must be 3, or name zookeeper',
  ],
  [
    'one ZooKeeper of three without a word which',
    GOOD.replace('masters: 2', 'zookeepers: 3')
      .replace('kind: refuse', 'kind: kill')
      .replace('target: owner', 'target: zookeeper'),
    'a.yaml, line 15, faults.0.target: there are several; name zk-leader, zk-follower or zk-other-follower',
  ],
  [
    "a ZooKeeper's link",
    GOOD.replace('masters: 2', 'zookeepers: 3').replace('target: owner', 'target: zk-follower'),
    'a.yaml, line 15, faults.0.target: refuse strikes a link, and links are what',
  ],
  [
    'two ZooKeepers',
    GOOD.replace('masters: 2', 'zookeepers: 2'),
    'a.yaml, line 4, cluster.zookeepers: Invalid option: expected one of 1|3',
  ],
  [
    'links without ZooKeeper',
    GOOD.replace('masters: 2', 'links: [database]'),
    'a.yaml, line 4, cluster.links: zookeeper must be among them',
  ],
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

test('a task runs a sub-workflow, whose tasks faults can wait for', () => {
  const text = PARTS.replace('task: one,', 'task: inner,');
  const { workflows, subWorkflows } = plan(parseScenario(text, 'a.yaml'), 1);
  expect(workflows[0]?.tasks).toMatchObject([{ name: 'one' }, { name: 'two', runs: 'part', after: ['one'] }]);
  expect(subWorkflows).toMatchObject([{ name: 'part', tasks: [{ name: 'inner', milliseconds: 3_000 }] }]);
  expect(plan(parseScenario(GOOD, 'a.yaml'), 1)).not.toHaveProperty('subWorkflows');
});

test('ZooKeeper can be killed or frozen, and a half-open link has a direction', () => {
  for (const kind of ['kill', 'pause']) {
    const text = GOOD.replace('kind: refuse', `kind: ${kind}`).replace('target: owner', 'target: zookeeper');
    expect(parseScenario(text, 'a.yaml').faults[0]).toMatchObject({ kind, target: 'zookeeper' });
  }
  const half = GOOD.replace('kind: refuse', 'kind: half-open\n    direction: downstream');
  expect(parseScenario(half, 'a.yaml').faults[0]).toMatchObject({ kind: 'half-open', direction: 'downstream' });
});

test('a link to the database can be cut where the cluster has one', () => {
  const text = GOOD.replace('masters: 2', 'links: [database, zookeeper]').replace(
    'target: owner',
    'target: owner\n    link: database',
  );
  const scenario = parseScenario(text, 'a.yaml');
  expect(scenario.faults[0]).toMatchObject({ kind: 'refuse', link: 'database' });
  expect(plan(scenario, 1).cluster.links).toEqual(['zookeeper', 'database']);
});

test('workflows can be left to the timer, at steps that a minute can be divided into', () => {
  const cron = (steps: number) =>
    GOOD.replace('workload:', `workload:\n  cron: { every_seconds: ${steps}, for_seconds: 40 }`);
  expect(plan(parseScenario(cron(10), 'a.yaml'), 1).cron).toEqual({ everySeconds: 10, forMs: 40_000 });
  expect(problem(cron(7))).toContain('workload.cron.every_seconds');
  expect(problem(cron(60))).toContain('workload.cron.for_seconds: must be longer than every_seconds');
  // Plans of scenarios without one are as they were.
  expect('cron' in plan(parseScenario(GOOD, 'a.yaml'), 1)).toBe(false);
});

describe('what a fault leaves open is drawn', () => {
  const strike = (kind: string, seed: number) =>
    plan(parseScenario(GOOD.replace('kind: refuse', kind), 'a.yaml'), seed).faults[0]?.strike;

  test.each([
    ['kind: reset', { kind: 'reset', link: 'zookeeper' }],
    ['kind: restart', { kind: 'restart' }],
    ['kind: partition\n    from: worker', { kind: 'partition', from: 'worker', way: 'both' }],
    ['kind: latency\n    milliseconds: 300', { kind: 'latency', link: 'zookeeper', latencyMs: 300, jitterMs: 0 }],
    [
      'kind: flap\n    down_seconds: 0.5\n    up_seconds: 2',
      { kind: 'flap', link: 'zookeeper', downMs: 500, upMs: 2_000 },
    ],
  ])('%s', (kind, planned) => {
    expect(strike(kind, 1)).toEqual(planned);
  });

  test('latency and jitter each within their range, and not together', () => {
    const kind = 'kind: latency\n    milliseconds: { from: 10, to: 20 }\n    jitter_milliseconds: { from: 0, to: 10 }';
    const drawn = Array.from({ length: 300 }, (_, seed) => strike(kind, seed)).filter(
      (each) => each?.kind === 'latency',
    );
    const values = (of: 'latencyMs' | 'jitterMs') => [...new Set(drawn.map((each) => each[of]))].sort((a, b) => a - b);
    expect(values('latencyMs')).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
    expect(values('jitterMs')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(new Set(drawn.map(({ latencyMs, jitterMs }) => latencyMs - jitterMs)).size).toBeGreaterThan(10);
  });
});
