import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Verdict } from '../../checkers/verdict.ts';
import { connectEngine } from '../../cluster/engine.ts';
import type { HistoryEvent } from '../../history/event.ts';
import { readJournal } from '../../history/journal.ts';
import { doublerun, leftovers, scratchFolder, start, untilFileHolds } from './doublerun.ts';

/** One cluster serves all of these, one run after the other. */
const CLUSTER = 'warm-test';
const folder = scratchFolder();

beforeAll(async () => {
  const { code, output } = await doublerun(['up', CLUSTER]);
  expect(code, output).toBe(0);
});
afterAll(async () => {
  await doublerun(['down', CLUSTER]);
  folder.remove();
});

const histories: (readonly HistoryEvent[])[] = [];

/** Runs a scenario on the cluster. @returns its verdict and history. */
async function run(scenario: string, ...options: readonly string[]) {
  const words = ['run', scenario, '--cluster', CLUSTER, '--runs', folder.path, ...options];
  const { code, output } = await doublerun(words);
  const latest = join(folder.path, scenario, 'latest');
  const verdict = JSON.parse(readFileSync(join(latest, 'verdict.json'), 'utf8')) as Verdict;
  const { events } = await readJournal(join(latest, 'events.jsonl'));
  histories.push(events);
  return { code, output, verdict, events };
}

function eventOf<Type extends HistoryEvent['type']>(events: readonly HistoryEvent[], type: Type) {
  return events.find((event): event is Extract<HistoryEvent, { type: Type }> => event.type === type);
}

describe('a fault is proved by somebody who saw it', () => {
  test.each([
    ['owner-blackhole', /^\d+ bytes (from|for) master-\d were taken and not passed on$/],
    ['owner-half-open', /^\d+ bytes for master-\d were taken and not passed on$/],
    ['owner-paused', /^master-\d is frozen$/],
  ] as const)('%s', async (scenario, proof) => {
    const { verdict, events, output } = await run(scenario, '--seed', '1');
    const receipt = eventOf(events, 'fault.effective');
    expect(receipt?.proof, output).toMatch(proof);
    // The proof is in the history: events of another witness, after the fault began.
    const begin = eventOf(events, 'fault.begin');
    for (const seq of receipt?.events ?? []) {
      expect(events[seq]?.source).toMatch(/^(link|engine|registry)$/);
      expect(events[seq]?.at).toBeGreaterThanOrEqual(begin?.at ?? Number.POSITIVE_INFINITY);
    }
    expect(receipt?.events.length).toBeGreaterThan(0);
    expect(verdict.coverage.faults).toEqual([expect.objectContaining({ effective: true, healed: true })]);
  });

  test('a ZooKeeper that is killed and returns; and it is never passed over in silence', async () => {
    const { verdict, events } = await run('zookeeper-killed', '--seed', '1');
    expect(eventOf(events, 'fault.effective')?.proof).toMatch(/^zookeeper died \(exit 137\)$/);
    const [fault] = verdict.coverage.faults;
    expect(fault?.effective).toBe(true);
    // 3.1.1's masters do not all survive it: then the heal cannot be verified, and the run is no pass.
    if (!fault?.healed) expect(verdict.verdict).not.toBe('pass');
    // Back again, it is watched as before. While it comes back it may take a call and not answer: a gap says so.
    const died = eventOf(events, 'container.die')?.at ?? Number.POSITIVE_INFINITY;
    const back = events.find((event) => event.source === 'registry' && event.at > died)?.at;
    expect(back).toBeDefined();
    expect(events.filter(({ type, at }) => type === 'run.gap' && (at < died || at > (back ?? died)))).toEqual([]);
  });
});

test('what a killed ZooKeeper left behind is mended, and the next run passes', async () => {
  const { verdict, output } = await run('failover-16759', '--without-faults');
  expect(verdict.verdict, output).toBe('pass');
  expect(verdict.coverage.absent).toEqual([]);
});

test('tasks that fail at first, workflows within workflows, and the timer: nothing is found where nothing is cut', async () => {
  const path = join(folder.path, 'all-kinds.yaml');
  writeFileSync(
    path,
    `name: all-kinds
about: Every kind of work, and no fault.
cluster: { session_timeout_seconds: 8 }
workload:
  cron: { every_seconds: 10, for_seconds: 20 }
  sub_workflows:
    - { name: part, tasks: [{ name: inner, seconds: 2 }] }
  tasks:
    - { name: first, seconds: 1, retries: 2, fails: 1 }
    - { name: middle, runs: part, after: [first] }
    - { name: last, seconds: 1, after: [middle] }
contract: [exactly-once]
grace_seconds: 90
`,
  );
  const { code, output } = await doublerun(['run', path, '--cluster', CLUSTER, '--runs', folder.path]);
  expect(code, output).toBe(0);
  const { events } = await readJournal(join(folder.path, 'all-kinds', 'latest', 'events.jsonl'));
  const [inner, main] = events.filter((event) => event.type === 'run.workflow');
  const begun = new Set(
    events.filter((event) => event.type === 'row').flatMap((row) => (row.table === 'workflow' ? row.workflow : [])),
  );
  const executions = events.filter((event) => event.type === 'execution.start');
  const numberOf = (name: string): number => {
    const task = [...(inner?.tasks ?? []), ...(main?.tasks ?? [])].find((each) => each.name === name)?.task;
    return executions.filter((event) => event.task === task).length;
  };
  // The timer fires twice or three times in 20 s; each instance has one of the sub-workflow's.
  const fired = numberOf('last');
  expect(fired).toBeGreaterThanOrEqual(2);
  expect([numberOf('first'), numberOf('inner'), numberOf('middle'), begun.size]).toEqual([
    2 * fired,
    fired,
    0,
    2 * fired,
  ]);
});

test('a run ends at the first proof where that is asked for', async () => {
  const { code, verdict, events, output } = await run('owner-blackhole', '--seed', '2', '--stop-on-violation');
  expect(code, output).toBe(1);
  expect(verdict.verdict).toBe('violation');
  expect(eventOf(events, 'run.end')?.outcome).toBe('stopped');
  // Healed on the way out, as on every other.
  expect(events.some((event) => event.type === 'fault.heal')).toBe(true);
});

test('while a run goes on nobody else may use its cluster; once it was killed, the next run may', async () => {
  // In a folder of its own: elsewhere, the latest run is one that is over.
  const runs = join(folder.path, 'killed');
  const first = start(['run', 'failover-16759', '--cluster', CLUSTER, '--runs', runs]);
  await untilFileHolds(join(runs, 'latest', 'events.jsonl'), '"type":"execution.start"', 120_000);
  const second = await doublerun(['run', 'failover-16759', '--cluster', CLUSTER, '--runs', folder.path]);
  expect(second.output.replace(/\s+/g, ' ')).toContain(`cluster ${CLUSTER} is in use by another run`);
  first.process.kill('SIGKILL');
  await first.outcome;
  const { verdict, output } = await run('failover-16759', '--without-faults');
  // The task that still ran is ended, or, where the scheduler does not let go of its workflow, the cluster is.
  expect(output).toMatch(/mended: worker-\d still ran tasks|a new one takes its place/);
  expect(verdict.verdict, output).toBe('pass');
});

test('no event of one run is in the history of another', () => {
  // A new cluster counts workflows from 1 again; the codes of definitions and tasks are nobody else's.
  for (const events of histories) {
    const defined = events.filter((event) => event.type === 'run.workflow');
    const codes = new Set(defined.flatMap(({ definition, tasks }) => [definition, ...tasks.map(({ task }) => task)]));
    const strange = events.filter(
      (event) =>
        ('definition' in event && !codes.has(event.definition)) ||
        ('task' in event && event.task !== undefined && !codes.has(event.task)),
    );
    expect(strange).toEqual([]);
  }
  for (const events of histories) {
    const begin = events[0]?.at ?? 0;
    // Bounds of what was there before the first look are open; all else happened in the run.
    expect(events.filter(({ at }) => at < begin)).toEqual([]);
  }
});

test('a cluster that is not what the scenario needs is refused, and so is one that is not there', async () => {
  const other = await doublerun(['run', 'failover-16759', '--cluster', 'nowhere']);
  expect(other.code).toBe(64);
  expect(other.output).toContain('there is no cluster nowhere; ./doublerun up nowhere starts one');
  const twice = await doublerun(['up', CLUSTER]);
  expect(twice.code).toBe(64);
  expect(twice.output).toContain(`there is a cluster ${CLUSTER} already`);
});

test('servers that are down at once come back under their own addresses, in whichever order', async () => {
  const engine = await connectEngine();
  const filters = { label: [`doublerun.run=${CLUSTER}`] };
  const masters = (await engine.listContainers({ filters }))
    .filter(({ Labels: labels }) => labels['doublerun.server']?.startsWith('master'))
    .map(({ Id: id }) => engine.getContainer(id));
  const addresses = async () =>
    Promise.all(
      masters.map(async (master) =>
        Object.values((await master.inspect()).NetworkSettings.Networks).map(({ IPAddress: address }) => address),
      ),
    );
  const before = await addresses();
  for (const order of [masters, masters.toReversed()]) {
    await Promise.all(masters.map((master) => master.kill()));
    for (const master of order) await master.start();
    expect(await addresses()).toEqual(before);
  }
  expect(new Set(before.flat()).size).toBe(2);
});

test('down removes it', async () => {
  const { code, output } = await doublerun(['down', CLUSTER]);
  expect(code, output).toBe(0);
  expect(await leftovers()).toEqual([]);
  expect((await doublerun(['down', CLUSTER])).code).toBe(64);
});
