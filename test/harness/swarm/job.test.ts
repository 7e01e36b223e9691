import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ImageError } from '../../../cluster/images/error.ts';
import type { Source } from '../../../cluster/labels.ts';
import { parseCampaign } from '../../../harness/campaign/file.ts';
import { unitsOf } from '../../../harness/campaign/units.ts';
import type { LedgerRecord } from '../../../harness/ledger/record.ts';
import { scenarioSource } from '../../../harness/load-scenario.ts';
import { campaignFiles, campaignFilesSchema } from '../../../harness/swarm/campaign-files.ts';
import { serviceSpec } from '../../../harness/swarm/job.ts';
import { keepAttempts, readJobState, removeJobState, writeJobState } from '../../../harness/swarm/job-state.ts';
import { jobName, shardOfSlot } from '../../../harness/swarm/names.ts';
import { recordsForShard } from '../../../harness/swarm/shard-records.ts';
import { sourcesOf } from '../../../harness/swarm/sources.ts';
import { readTaskEnvironment } from '../../../harness/swarm/task-environment.ts';
import { exitOfTask, isSpent, unitsLeft } from '../../../harness/swarm/task-exit.ts';
import { ledgerRecord } from './records.ts';

const folder = mkdtempSync(join(tmpdir(), 'doublerun-job-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const job = {
  name: jobName('night'),
  campaign: 'night',
  work: '0123456789abcdef',
  shards: 3,
  image: 'doublerun.invalid/doublerun:0123456789ab',
  sources: new Map([
    ['3.1.1', { origin: 'maven' as const }],
    ['3.2.2', { origin: 'dist' as const, build: '0123456789ab' }],
  ]),
  memoryBytes: 6_000_000_000,
  collector: { host: '192.0.2.1', port: 4_000 },
};

test('names of jobs are of Swarm, and differ where campaigns do', () => {
  const names = ['night', 'Night', 'night.', 'a'.repeat(60), `${'a'.repeat(59)}b`].map(jobName);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(`${name}-1000-5`).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
  for (const name of names) expect(`${name}-1000-5`.length).toBeLessThanOrEqual(63);
});

test('a slot is a shard; the first has the name of its node in its place', () => {
  expect(['d0m9v71bl065s3vxsbthlb07z', '0', '1', '2'].map(shardOfSlot)).toEqual([1, 1, 2, 3]);
});

test('a task finds in its environment what its service says', () => {
  const { TaskTemplate: template, Mode: mode } = serviceSpec(
    job,
    { name: job.name, tasks: 3, slot: '{{.Task.Slot}}', attempt: 2, labels: {} },
    'secret',
  );
  const { ContainerSpec: container } = template as { ContainerSpec: { Env: string[]; Mounts: { Target: string }[] } };
  const pairs = container.Env.map((text) => text.split('=') as [string, string]);
  expect(readTaskEnvironment(Object.fromEntries(pairs))).toEqual({
    DOUBLERUN_TASK: '{{.Task.ID}}',
    DOUBLERUN_SLOT: '{{.Task.Slot}}',
    DOUBLERUN_SHARDS: 3,
    DOUBLERUN_ATTEMPT: 2,
    DOUBLERUN_SOURCES: '3.1.1:maven,3.2.2:dist:0123456789ab',
    DOUBLERUN_COLLECTOR_HOST: '192.0.2.1',
    DOUBLERUN_COLLECTOR_PORT: 4_000,
  });
  expect(mode).toEqual({ ReplicatedJob: { MaxConcurrent: 3, TotalCompletions: 3 } });
  // Nothing of a node's files but its engine's socket.
  expect(container.Mounts.map(({ Target: target }) => target)).toEqual(['/var/run/docker.sock']);
});

test('a shard that was run to its end is complete, whatever its runs say', () => {
  for (const code of [0, 1, 2, 3]) {
    expect(exitOfTask({ code, left: 0, spent: false })).toBe(0);
    expect(exitOfTask({ code, left: 2, spent: true })).toBe(0);
    // A node that lacks the images of one version has run the others.
    expect(exitOfTask({ code, left: 2, spent: false })).toBe(3);
  }
  expect(exitOfTask({ code: 130, left: 0, spent: true })).toBe(130);
  expect(exitOfTask({ code: 64, left: 0, spent: false })).toBe(64);
});

test('a budget is spent by runs or by time, where it has any', () => {
  expect(isSpent({}, 1_000, 1e9)).toBe(false);
  expect([4, 5].map((runs) => isSpent({ runs: 5, time: '1h' }, runs, 0))).toEqual([false, true]);
  expect([3_599_999, 3_600_000].map((ms) => isSpent({ time: '1h' }, 0, ms))).toEqual([false, true]);
});

test('units without a run are left, but those that nobody needs to run', () => {
  const text = `name: night\nversions: ['3.1.1']\nscenarios: [blip]\nseeds: { count: 6 }\ncanary: false\n`;
  const campaignOf = () => parseCampaign(text, 'night.yaml', scenarioSource);
  const sources: [string, Source][] = [['3.1.1', { origin: 'maven' }]];
  const units = unitsOf(campaignOf()).map(({ unit }) => unit.id);
  const runs = (...ids: string[]) => ids.map((unit) => ledgerRecord({ unit, verdict: 'broken', whole: false }));
  const left = (records: readonly LedgerRecord[], given = new Map(sources)): readonly number[] =>
    [1, 2].map((index) => unitsLeft(campaignOf(), { shard: { index, of: 2 }, sources: given }, records));
  expect(left([]).reduce((sum, each) => sum + each)).toBe(6);
  expect(left(runs(...units))).toEqual([0, 0]);
  expect(left(runs(units[0] ?? '')).reduce((sum, each) => sum + each)).toBe(5);
  // Nor is there anything left where nothing more is run, as the canary cannot be.
  const watched = parseCampaign(
    text.replace("['3.1.1']", "['3.2.2']").replace('canary: false\n', ''),
    'night.yaml',
    scenarioSource,
  );
  const without = { shard: { index: 1, of: 1 }, sources: new Map<string, Source>([['3.2.2', { origin: 'maven' }]]) };
  expect(unitsLeft(watched, without, [])).toBe(0);
  expect(unitsLeft(watched, { ...without, sources: new Map([...without.sources, ...sources]) }, [])).toBeGreaterThan(6);
  // What the job does not run is not left.
  expect(left([], new Map([['3.2.2', { origin: 'maven' }]]))).toEqual([0, 0]);
});

test('a version that the submitting machine cannot have is said, and the others are run', async () => {
  const said: string[] = [];
  const provide = async (version: string): Promise<Source> => {
    if (version === '3.2.2') throw new ImageError('IMAGE_NOT_PULLED', 'no registry');
    return { origin: 'maven' };
  };
  const tell = (line: string) => said.push(line);
  expect([...(await sourcesOf(['3.1.1', '3.2.2', 'mine'], provide, tell)).keys()]).toEqual(['3.1.1']);
  expect(said[0]).toBe('given up, until the campaign is run again: 3.2.2 cannot be run here: no registry');
  expect(said[1]).toContain('mine cannot be run here');
  await expect(sourcesOf(['3.2.2'], provide, tell)).rejects.toThrow('there is nothing to run: 3.2.2 cannot be run');
  await expect(sourcesOf(['3.1.1'], () => Promise.reject(new Error('no engine')), tell)).rejects.toThrow('no engine');
});

test('a shard is spared what was run of it, and canaries only where it has run them itself', () => {
  const of = (unit: string, shard?: string) => ledgerRecord({ unit, ...(shard === undefined ? {} : { shard }) });
  const canary = (unit: string, shard?: string): LedgerRecord => ({
    ...of(unit, shard),
    campaign: { name: 'night', unit, ...(shard === undefined ? {} : { shard }), canary: 'must-fail' },
  });
  const all = [of('a', '1/2'), of('b', '2/2'), of('c'), of('d', '3/5')];
  const canaries = [canary('e', '1/2'), canary('f', '2/2'), canary('g'), canary('h', '2/5')];
  const spared = recordsForShard([...all, ...canaries], '2/2').map(({ campaign }) => campaign?.unit);
  expect(spared).toEqual(['b', 'c', 'd', 'f']);
});

test('what is known of a job is for nobody else to read, and goes with it', () => {
  const state = {
    work: job.work,
    image: job.image,
    host: '192.0.2.1',
    port: 4_000,
    key: 'ab'.repeat(32),
    attempts: {},
  };
  expect(readJobState(folder, job.name)).toBeUndefined();
  writeJobState(folder, job.name, state);
  expect(readJobState(folder, job.name)).toEqual(state);
  keepAttempts(folder, job.name, { 2: 1 });
  expect(readJobState(folder, job.name)).toEqual({ ...state, attempts: { 2: 1 } });
  expect(() => keepAttempts(folder, 'other', {})).toThrow('the job other is not written down');
  expect(statSync(join(folder, '.swarm', `${job.name}.json`)).mode & 0o077).toBe(0);
  removeJobState(folder, job.name);
  removeJobState(folder, job.name);
  expect(readJobState(folder, job.name)).toBeUndefined();
});

test('a campaign goes to the tasks with all that it names by a path', () => {
  mkdirSync(join(folder, 'campaigns'));
  mkdirSync(join(folder, 'scenarios'));
  const file = join(folder, 'campaigns', 'night.yaml');
  const write = (scenario: string): void =>
    writeFileSync(
      file,
      `name: night\nversions: ['3.1.1']\nscenarios: [failover-16759, '${scenario}']\nseeds: { count: 1 }\nknown: known.yaml\n`,
    );
  writeFileSync(join(folder, 'campaigns', 'known.yaml'), 'issues: []\n');
  writeFileSync(join(folder, 'scenarios', 'own.yaml'), 'name: own\n');
  write('../scenarios/own.yaml');
  const { name, files } = campaignFiles(file);
  expect(name).toBe('campaigns/night.yaml');
  expect(files).toEqual({
    'campaigns/night.yaml': readFileSync(file, 'utf8'),
    'campaigns/known.yaml': 'issues: []\n',
    'scenarios/own.yaml': 'name: own\n',
  });
  write('/etc/hostname');
  expect(() => campaignFiles(file)).toThrow('/etc/hostname is not found on other nodes');
  write('gone.yaml');
  expect(() => campaignFiles(file)).toThrow(/gone\.yaml cannot be read/);
});

test('a task writes no file outside of its own folder', () => {
  for (const path of ['../a.yaml', '/a.yaml', 'a/../../b.yaml', 'a//b.yaml', ''])
    expect(campaignFilesSchema.safeParse({ name: 'a.yaml', files: { [path]: '' } }).success).toBe(false);
});
