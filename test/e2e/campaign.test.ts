import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, expect, test } from 'vitest';
import { notYet, there, waitFor } from '../../cluster/wait.ts';
import { readBegun } from '../../harness/ledger/begun.ts';
import { LEDGER_FILE, readLedger } from '../../harness/ledger/ledger-file.ts';
import type { LedgerRecord } from '../../harness/ledger/record.ts';
import { doublerun, leftovers, type Running, scratchFolder, start } from './doublerun.ts';

const folder = scratchFolder();
const file = join(folder.path, 'campaign.yaml');
const whole = join(folder.path, 'whole');
let running: Running | undefined;

const UNITS = 8;
writeFileSync(
  join(folder.path, 'calm.yaml'),
  `name: calm
about: Nothing is done to the cluster.
cluster: { session_timeout_seconds: 8 }
workload: { tasks: [{ name: short, seconds: { from: 2, to: 4 } }] }
faults: []
contract: [exactly-once]
grace_seconds: 60
`,
);
writeFileSync(
  file,
  `name: calm
versions: ['3.1.1']
scenarios: [calm.yaml]
seeds: { count: ${UNITS} }
canary: false
`,
);

afterEach(async () => {
  running?.process.kill('SIGINT');
  await running?.outcome;
});
afterAll(async () => {
  await doublerun(['clean']);
  folder.remove();
}, 120_000);

function recordsIn(runs: string): readonly LedgerRecord[] {
  return readLedger(join(runs, LEDGER_FILE)).records;
}

function untilRecords(runs: string, count: number): Promise<true> {
  return waitFor({
    what: `${count} runs in the ledger`,
    deadlineMs: 300_000,
    everyMs: 200,
    look: () => {
      const { length } = recordsIn(runs);
      return length >= count ? there(true as const) : notYet(`${length} there`);
    },
  });
}

/** Waits for a lane's cluster. @returns the number of its process, which is in the cluster's name. */
function untilLane(campaign = 'calm'): Promise<number> {
  return waitFor({
    what: 'a lane with a cluster',
    deadlineMs: 120_000,
    everyMs: 200,
    look: async () => {
      const names = (await leftovers()).map(({ run }) => run);
      const own = new RegExp(`^campaign/${campaign}/\\d+@(\\d+)$`);
      const [pid] = names.flatMap((name) => own.exec(name)?.slice(1) ?? []);
      return pid === undefined ? notYet('none yet') : there(Number(pid));
    },
  });
}

/** What was to be run, whatever came of it. */
function identityOf({ scenario, version, strategy, seed, plan, stimulus, campaign }: LedgerRecord): string {
  return JSON.stringify([scenario, version, strategy, seed, plan, stimulus, campaign?.unit]);
}

test('killed in the middle, its lanes remove their clusters; run again, it goes on; a lane that is killed costs one run', async () => {
  const command = ['campaign', file, '--runs', whole, '--lanes', '2'];
  running = start(command);
  await untilRecords(whole, 2);
  running.process.kill('SIGKILL');
  await running.outcome;
  await waitFor({
    what: 'the lanes having removed their clusters',
    deadlineMs: 120_000,
    everyMs: 500,
    look: async () => {
      const left = await leftovers();
      return left.length === 0 ? there(true) : notYet(left.map(({ run }) => run).join(', '));
    },
  });
  const before = recordsIn(whole).length;

  running = start(command);
  const lane = await untilLane();
  const second = await doublerun(command);
  expect(second.output).toContain('is being run in');
  expect(second.code).toBe(64);
  await untilRecords(whole, before + 1);
  process.kill(lane, 'SIGKILL');
  const { code, output } = await running.outcome;
  // A run that had come to its end and had no line yet has one now.
  const [, doneBefore] = /(\d+) done before/.exec(output) ?? [];
  expect(Number(doneBefore), output).toBeGreaterThanOrEqual(before);
  expect(code, output).toBe(0);

  const records = recordsIn(whole);
  const units = Map.groupBy(records, ({ campaign }) => campaign?.unit);
  expect(units.size).toBe(UNITS);
  for (const tries of units.values()) expect(tries.filter((each) => each.whole)).toHaveLength(1);
  for (const { run, campaign } of records)
    if (run !== undefined) expect(readBegun(join(whole, run))?.campaign).toEqual(campaign);
  const broken = records.filter(({ verdict }) => verdict === 'broken');
  expect(broken.map(({ reason }) => reason)).toEqual([expect.stringContaining('killed by SIGKILL')]);
  expect(await leftovers()).toEqual([]);

  const again = await doublerun(command);
  expect(again.code).toBe(0);
  expect(again.output).toContain('nothing was run now: the last run is of');
  expect(recordsIn(whole)).toHaveLength(records.length);
}, 900_000);

test('run in two parts and merged, it has the same runs and the same verdict', async () => {
  const parts = [1, 2].map((part) => join(folder.path, `part-${part}`));
  for (const [index, runs] of parts.entries()) {
    const { code, output } = await doublerun(['campaign', file, '--shard', `${index + 1}/2`, '--runs', runs]);
    expect(code, output).toBe(0);
  }
  const into = join(folder.path, 'merged');
  const { code, output } = await doublerun(['merge', ...parts, '--into', into, '--campaign', file]);
  expect(code, output).toBe(0);
  const said = (runs: string): readonly string[] =>
    recordsIn(runs)
      .filter((record) => record.whole)
      .map((record) => `${identityOf(record)} ${record.verdict}`)
      .sort();
  expect(said(into)).toEqual(said(whole));
}, 900_000);

test('what a run has proved counts, though its lane is killed before it has said so', async () => {
  const night = join(folder.path, 'proving.yaml');
  // Known on 3.1.1: the first execution goes on when the next owner sends the task again.
  writeFileSync(
    night,
    `name: proving
versions: ['3.1.1']
scenarios: [failover-16759]
seeds: { count: 1 }
canary: false
tries: 1
`,
  );
  const runs = join(folder.path, 'proving');
  running = start(['campaign', night, '--runs', runs]);
  const lane = await untilLane('proving');
  await waitFor({
    what: 'two executions of one task at once',
    deadlineMs: 300_000,
    everyMs: 500,
    look: () => (executionsIn(runs) >= 2 ? there(true) : notYet('not yet')),
  });
  // Some beats of both, so that what is on disk proves that they overlap.
  await sleep(4_000);
  process.kill(lane, 'SIGKILL');
  const { code, output } = await running.outcome;
  expect(recordsIn(runs), output).toMatchObject([{ verdict: 'violation', whole: false }]);
  expect(code, output).toBe(1);
  expect(await leftovers()).toEqual([]);
}, 900_000);

/** How many executions the histories in a folder have seen begin. */
function executionsIn(runs: string): number {
  const scenario = join(runs, 'failover-16759');
  if (!existsSync(scenario)) return 0;
  const histories = readdirSync(scenario)
    .map((name) => join(scenario, name, 'events.jsonl'))
    .filter((file) => !file.includes('latest') && existsSync(file));
  return histories.reduce((sum, file) => sum + readFileSync(file, 'utf8').split('"execution.start"').length - 1, 0);
}
