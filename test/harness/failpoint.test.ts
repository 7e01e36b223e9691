import { expect, test } from 'vitest';
import { differences } from '../../harness/cluster-spec.ts';
import { parsePlan } from '../../harness/load-plan.ts';
import { loadScenario, parseScenario } from '../../harness/load-scenario.ts';
import { plan, withoutFaults } from '../../harness/plan.ts';
import { problemsOf } from '../../harness/plan-problems.ts';
import type { Plan } from '../../harness/plan-schema.ts';
import { timesOf } from '../../harness/plan-times.ts';

function text(fault: string, fixes = ''): string {
  return `name: held
about: The owner is held.
cluster: { fixes: [${fixes}] }
workload:
  tasks:
    - { name: one, seconds: 5 }
faults:
  - { name: hold, kind: failpoint, ${fault}, when: { task: one }, heal_after_seconds: 5 }
contract: [exactly-once]
grace_seconds: 10
`;
}

function planned(fault: string, fixes?: string): Plan {
  return plan(parseScenario(text(fault, fixes), 'a.yaml'), 1);
}

test('a failpoint holds where nothing else is said, and makes servers have failpoints', () => {
  const { cluster, faults } = planned('target: owner, point: before-submit');
  expect(faults[0]?.strike).toEqual({ kind: 'failpoint', point: 'before-submit', action: 'hold' });
  expect(cluster).toMatchObject({ fixes: [], failpoints: true });
  expect(plan(loadScenario('blip'), 1).cluster).toMatchObject({ fixes: [], failpoints: false });
});

test('a delay is drawn, and can be another one', () => {
  const delayed = planned(
    'target: worker, point: before-execute, task: one, action: delay, delay_seconds: { from: 1, to: 2 }',
  );
  const [fault] = delayed.faults;
  expect(fault?.strike).toMatchObject({ action: 'delay', task: 'one' });
  const { delayMs = 0 } = fault?.strike.kind === 'failpoint' ? fault.strike : {};
  expect(delayMs).toBeGreaterThanOrEqual(1_000);
  expect(delayMs).toBeLessThanOrEqual(2_000);
  const time = timesOf(delayed).find(({ name }) => name === 'the delay of hold');
  expect(time?.ms).toBe(delayMs);
  expect(time?.to(7).faults[0]?.strike).toMatchObject({ delayMs: 7, action: 'delay', point: 'before-execute' });
});

test.each([
  [
    'a master at a worker’s point',
    'target: owner, point: before-execute',
    'only a worker comes to that point; name one',
  ],
  [
    'a worker at a master’s point',
    'target: worker, point: before-submit',
    'only a master comes to that point; name one',
  ],
  [
    'one of two points that the target may not come to',
    'target: owner, point: { one_of: [before-submit, before-execute] }',
    'only a worker comes to that point; name one',
  ],
  ['a task that there is not', 'target: owner, point: before-submit, task: two', 'there is no task two; tasks are one'],
  [
    'a delay of no length',
    'target: owner, point: before-submit, action: delay',
    'belongs to the action delay, and to it alone',
  ],
  [
    'a hold with a length',
    'target: owner, point: before-submit, delay_seconds: 1',
    'belongs to the action delay, and to it alone',
  ],
])('%s is a problem', (_, fault, message) => {
  expect(() => planned(fault)).toThrow(message);
});

test('a plan that was changed by hand is held to the same', () => {
  const good = planned('target: owner, point: before-submit, task: one');
  expect(problemsOf(good)).toEqual([]);
  const [fault] = good.faults;
  if (fault?.strike.kind !== 'failpoint') throw new Error('no failpoint');
  const { strike } = fault;
  const changed = (change: Partial<typeof strike>): Plan => ({
    ...good,
    faults: [{ ...fault, strike: { ...strike, ...change } }],
  });
  expect(problemsOf(changed({ point: 'before-execute' }))).toEqual(['only a worker comes to that point; name one']);
  expect(problemsOf(changed({ task: 'two' }))).toEqual(['there is no task two; tasks are one']);
  expect(problemsOf({ ...good, cluster: { ...good.cluster, failpoints: false } })).toEqual([
    "hold: this plan's servers have no failpoints",
  ]);
});

test('fixes are in one order, each once', () => {
  expect(
    planned('target: owner, point: before-submit', 'worker-guard, host-check, worker-guard').cluster.fixes,
  ).toEqual(['host-check', 'worker-guard']);
});

test('a plan of the time before fixes asks for none', () => {
  const { cluster, ...rest } = plan(loadScenario('blip'), 1);
  const { fixes: _, failpoints: __, ...before } = cluster;
  expect(parsePlan(JSON.stringify({ ...rest, cluster: before }), 'plan.json').cluster).toEqual(cluster);
});

test('a standing cluster with other fixes is another cluster; one whose plan lost its last fault is not', () => {
  const wanted = planned('target: owner, point: before-submit', 'host-check');
  const { masters, workers, zookeepers, links, ...settings } = wanted.cluster;
  const spec = { run: 'dev', version: '3.1.1', masters, workers, zookeepers, links, settings, keep: true };
  expect(differences(wanted, spec)).toEqual([]);
  expect(differences(withoutFaults(wanted), spec)).toEqual([]);
  expect(
    differences(plan(loadScenario('blip'), 1), { ...spec, settings: { ...settings, sessionTimeoutSeconds: 20 } }),
  ).toEqual(expect.arrayContaining(['fixes none wanted, host-check there', 'failpoints false wanted, true there']));
});
