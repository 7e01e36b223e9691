import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Verdict } from '../../checkers/verdict.ts';
import { attachCluster } from '../../cluster/attach.ts';
import { connectEngine } from '../../cluster/engine.ts';
import { notYet, there, waitFor } from '../../cluster/wait.ts';
import { readJournal } from '../../history/journal.ts';
import { doublerun, scratchFolder, start, untilFileHolds } from './doublerun.ts';

/** One cluster with links to the database serves all of these, one run after the other. */
const CLUSTER = 'faults-test';
const folder = scratchFolder();

/** @returns the path of a scenario with one fault in the middle of a task. */
function scenario(name: string, fault: string): string {
  const path = join(folder.path, `${name}.yaml`);
  const text = `name: ${name}
about: One fault in the middle of a task.
cluster: { links: [zookeeper, database], session_timeout_seconds: 8 }
workload:
  tasks:
    - { name: long, seconds: 15 }
    - { name: next, seconds: 2, after: [long] }
faults:
  - { name: fault, when: { task: long, plus_seconds: 2 }, ${fault} }
contract: [at-least-once]
grace_seconds: 90
`;
  writeFileSync(path, text);
  return path;
}

const run = (path: string, ...options: readonly string[]) => [
  ...['run', path, '--cluster', CLUSTER, '--seed', '1', '--runs', folder.path],
  ...options,
];

beforeAll(async () => {
  const { code, output } = await doublerun([
    'up',
    CLUSTER,
    '--for',
    scenario('up', 'kind: pause, target: owner, heal_after_seconds: 1'),
  ]);
  expect(code, output).toBe(0);
});
afterAll(async () => {
  await doublerun(['down', CLUSTER]);
  folder.remove();
});

test.each<readonly [string, string, RegExp]>([
  ['reset', 'kind: reset, target: owner, heal_after_seconds: 5', /was cut$/],
  ['slow', 'kind: latency, target: owner, milliseconds: 1500, heal_after_seconds: 10', /were held back for more than/],
  [
    'quick',
    'kind: latency, target: owner, milliseconds: 100, jitter_milliseconds: 50, heal_after_seconds: 5',
    /nobody saw them wait the 100 ms that were asked for$/,
  ],
  ['flap', 'kind: flap, target: owner, down_seconds: 1, up_seconds: 2, heal_after_seconds: 8', /was cut$/],
  ['database-refuse', 'kind: refuse, target: owner, link: database, heal_after_seconds: 5', /was cut$/],
  [
    'database-blackhole',
    'kind: blackhole, target: owner, link: database, heal_after_seconds: 5',
    /were taken and not passed on$/,
  ],
  [
    'partition',
    'kind: partition, target: owner, from: worker, heal_after_seconds: 14',
    /^\d+ packets between master-\d and worker-\d were dropped$/,
  ],
  ['restart', 'kind: restart, target: standby, heal_after_seconds: 1', /was started again$/],
  ['api-restart', 'kind: restart, target: api, heal_after_seconds: 1', /was started again$/],
  ['database-kill', 'kind: kill, target: database, heal_after_seconds: 3', /^database died \(exit 137\)$/],
])('%s has a receipt, and is healed', async (name, fault, proof) => {
  const { output } = await doublerun(run(scenario(name, fault)));
  const latest = join(folder.path, name, 'latest');
  const { events } = await readJournal(join(latest, 'events.jsonl'));
  const receipt = events.find((event) => event.type === 'fault.effective');
  expect(receipt?.type === 'fault.effective' && receipt.proof, output).toMatch(proof);
  // What it says is in the history.
  expect(receipt?.type === 'fault.effective' && receipt.events, output).not.toEqual([]);
  const { coverage } = JSON.parse(readFileSync(join(latest, 'verdict.json'), 'utf8')) as Verdict;
  expect(coverage.faults, output).toEqual([expect.objectContaining({ effective: true, healed: true })]);
  expect(events.filter((event) => event.type === 'run.gap')).toEqual([]);
});

test('links heal by themselves when the harness is gone', async () => {
  const path = scenario('left-alone', 'kind: blackhole, target: owner, heal_after_seconds: 8');
  const left = start(run(path));
  await untilFileHolds(join(folder.path, 'left-alone', 'latest', 'events.jsonl'), '"type":"fault.effective"', 120_000);
  left.process.kill('SIGKILL');
  await left.outcome;
  const cluster = await attachCluster(await connectEngine(), CLUSTER, AbortSignal.timeout(60_000));
  const broken = async () =>
    [...(await cluster.links.settings())].filter(([, { enabled, toxics }]) => !enabled || toxics.length > 0);
  try {
    expect(await broken()).toHaveLength(1);
    await waitFor({
      what: 'every link whole',
      deadlineMs: 90_000,
      look: async () => ((await broken()).length === 0 ? there(true) : notYet('not yet')),
    });
  } finally {
    await cluster.release();
  }
});

test.each([
  ['frozen-database', 'kind: pause, target: database, heal_after_seconds: 60', 'container.pause'],
  ['left-partition', 'kind: partition, target: owner, from: worker, heal_after_seconds: 60', 'fault.effective'],
])('what a killed run leaves is mended by the next: %s', async (name, fault, seen) => {
  const left = start(run(scenario(name, fault)));
  await untilFileHolds(join(folder.path, name, 'latest', 'events.jsonl'), `"type":"${seen}"`, 120_000);
  left.process.kill('SIGKILL');
  await left.outcome;
  const { code, output } = await doublerun(run(scenario(`after-${name}`, fault), '--without-faults'));
  expect(code, output).toBe(0);
});
