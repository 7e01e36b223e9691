import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { claim } from '../../../harness/campaign/claim.ts';
import { loadCampaign } from '../../../harness/campaign/load.ts';
import { inShard } from '../../../harness/campaign/shard.ts';
import { campaignFolder, writeStored } from '../../../harness/campaign/store.ts';
import { storedOf } from '../../../harness/campaign/stored-of.ts';
import { appendToLedger, LEDGER_FILE, readLedger } from '../../../harness/ledger/ledger-file.ts';
import type { LedgerRecord } from '../../../harness/ledger/record.ts';
import { overlap, record, unit } from './records.ts';

const cli = join(import.meta.dirname, '../../../harness/cli.ts');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doublerun-campaign-'));
  writeFileSync(
    join(folder, 'night.yaml'),
    'name: night\nversions: [3.1.1]\nscenarios: [worker-killed]\nseeds: { count: 4 }\ncanary: false\n',
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A command without an engine, as a user runs it; in a folder of its own. */
function doublerun(...options: readonly string[]) {
  const environment = { ...process.env, DOCKER_HOST: 'tcp://127.0.0.1:9', NO_COLOR: '1' };
  const ran = spawnSync(process.execPath, [cli, ...options], { encoding: 'utf8', cwd: folder, env: environment });
  return { code: ran.status, stdout: ran.stdout, stderr: ran.stderr };
}

/** As if the campaign, or a part of it, had been run there and had passed. */
function ran(
  runs: string,
  part?: { readonly index: number; readonly of: number },
  more: Partial<LedgerRecord> = {},
): void {
  const { units, stored } = storedOf(loadCampaign(join(folder, 'night.yaml')));
  mkdirSync(join(folder, runs));
  writeStored(campaignFolder(join(folder, runs), 'night'), stored);
  for (const { unit } of inShard(units, part, false)) {
    const campaign = { name: 'night', unit: unit.id };
    const at = `2026-11-24T01:00:0${unit.seed}.000Z`;
    appendToLedger(
      join(folder, runs, LEDGER_FILE),
      record(unit, { campaign, at, run: `worker-killed/${unit.seed}`, ...more }),
    );
  }
}

describe('from the command line', { timeout: 60_000 }, () => {
  test('what was never run is missing: inconclusive, with what to do', () => {
    const { code, stdout } = doublerun('campaign', 'night.yaml', '--show');
    expect(code).toBe(2);
    expect(stdout).toContain('4 runs are missing');
    expect(stdout).toContain('Start the same campaign once more');
  });

  test('parts joined are the whole, report for report', () => {
    ran('whole');
    ran('part-1', { index: 1, of: 2 });
    ran('part-2', { index: 2, of: 2 });
    const whole = doublerun('campaign', 'night.yaml', '--show', '--runs', 'whole');
    expect(whole.code).toBe(0);
    expect(doublerun('campaign', 'night.yaml', '--show', '--shard', '1/2', '--runs', 'part-1').code).toBe(0);
    const merged = doublerun('merge', 'part-1', 'part-2', '--into', 'merged', '--campaign', 'night.yaml');
    expect(merged.code).toBe(0);
    const read = (runs: string, file: string): string => readFileSync(join(folder, runs, file), 'utf8');
    expect(read('merged', LEDGER_FILE)).toBe(read('whole', LEDGER_FILE));
    const reports = readdirSync(join(folder, 'whole', 'campaign-night'));
    expect(reports.sort()).toEqual(['campaign.json', 'junit.xml', 'report.html', 'report.json', 'report.md']);
    for (const report of reports) {
      const file = join('campaign-night', report);
      expect(read('merged', file)).toBe(read('whole', file).replaceAll('whole/', 'merged/'));
    }
  });

  test('a part that is not there is missing, and not forgotten', () => {
    ran('part-1', { index: 1, of: 2 });
    expect(doublerun('merge', 'part-1', '--into', 'merged').code).toBe(2);
    mkdirSync(join(folder, 'part-2'));
    const merged = doublerun('merge', 'part-1', 'part-2', '--into', 'merged', '--campaign', 'night.yaml');
    expect(merged.code).toBe(2);
    expect(merged.stderr).toContain('part-2 has no ledger.jsonl: nothing was run there');
  });

  test('a call in the folder of another night runs nothing, says so, and is not green', () => {
    ran('runs');
    const again = doublerun('campaign', 'night.yaml', '--runs', 'runs');
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('nothing was run now: the last run is of 2026-11-24 01:00 UTC');
    expect(again.stderr).toContain('A new night is a folder of its own: --runs nights/');
    expect(doublerun('campaign', 'night.yaml', '--runs', 'runs', '--show').code).toBe(0);
  });

  test('what is put up with is held against today, but of what is only shown, against its last run', () => {
    const known = { anomaly: 'overlapping-executions', issue: 'a/b#1', reason: 'known', expires: '2026-11-25' };
    writeFileSync(join(folder, 'known.yaml'), JSON.stringify([known]));
    writeFileSync(join(folder, 'night.yaml'), 'known: known.yaml\n', { flag: 'a' });
    ran('runs', undefined, { proved: [overlap], verdict: 'violation' });
    const today = new Date().toISOString().slice(0, 10);
    expect(today > known.expires).toBe(true);
    expect(doublerun('campaign', 'night.yaml', '--runs', 'runs', '--show').code).toBe(0);
    const again = doublerun('campaign', 'night.yaml', '--runs', 'runs');
    expect(again.code).toBe(1);
    expect(again.stdout).toContain('expired');
  });

  test('nothing is merged into a folder in which a campaign is being run', () => {
    ran('part-1', { index: 1, of: 2 });
    const release = claim(campaignFolder(join(folder, 'merged'), 'night'), '2/2');
    const merged = doublerun('merge', 'part-1', '--into', 'merged');
    expect(merged.code).toBe(64);
    expect(merged.stderr).toContain(`the campaign night is being run in merged, by process ${process.pid}`);
    release();
    expect(doublerun('merge', 'part-1', '--into', 'merged').code).toBe(2);
  });

  test('what a run proved whose every process was killed is kept when the campaign is called again', () => {
    const { units } = storedOf(loadCampaign(join(folder, 'night.yaml')));
    const [first] = units;
    const run = join(folder, 'runs', 'worker-killed', '20261124T010000Z-1');
    mkdirSync(run, { recursive: true });
    const recorded = join(import.meta.dirname, '../../checkers/recorded/failover-16759.jsonl');
    writeFileSync(join(run, 'events.jsonl'), readFileSync(recorded, 'utf8').replace(/.*"type":"run\.end".*\n/, ''));
    writeFileSync(join(run, 'plan.json'), JSON.stringify(first?.plan));
    const campaign = { name: 'night', unit: first?.unit.id ?? '' };
    const begun = { campaign, version: '3.1.1', at: '2026-11-24T01:00:00.000Z', owner: `${hostname()}:999999999:1` };
    writeFileSync(join(run, 'campaign.json'), JSON.stringify(begun));
    const { stderr } = doublerun('campaign', 'night.yaml', '--runs', 'runs');
    expect(stderr).toContain('1 run of before that was killed: what it proves is kept');
    const { records } = readLedger(join(folder, 'runs', LEDGER_FILE));
    expect(records).toMatchObject([{ campaign, verdict: 'violation', whole: false }]);
    // Its retry would have been green.
    appendToLedger(join(folder, 'runs', LEDGER_FILE), record(first?.unit ?? unit({ seed: 1 }), { campaign }));
    expect(doublerun('campaign', 'night.yaml', '--runs', 'runs', '--show').code).toBe(1);
  });

  test('an engine that does not answer is told of, and what there is is kept', () => {
    const { code, stderr } = doublerun('campaign', 'night.yaml', '--runs', 'runs');
    expect(code).toBe(3);
    expect(stderr).toContain('ended early; the same command goes on from here');
    expect(readdirSync(join(folder, 'runs', 'campaign-night'))).toContain('campaign.json');
    expect(readdirSync(join(folder, 'runs', 'campaign-night')).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test.each([
    [['campaign', 'none.yaml'], 'there is no none.yaml'],
    [['campaign', 'night.yaml', '--shard', '3/2'], '--shard 3/2: must be a part'],
    [['campaign', 'night.yaml', '--lanes', '0'], '--lanes 0: must be a whole number'],
    [['merge', 'nowhere', '--into', 'all'], 'there is no folder nowhere'],
    [['merge', '.', '--into', '.'], '. is where all of it is to go'],
    [['merge', '.', '--into', 'all'], 'none has a ledger.jsonl'],
  ])('bad input: %j', (words, said) => {
    const { code, stderr } = doublerun(...words);
    expect(code).toBe(64);
    expect(stderr).toContain(said);
  });
});
