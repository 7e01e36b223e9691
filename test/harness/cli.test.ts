import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { anomalies } from '../../checkers/finding.ts';
import type { Diagnosis } from '../../harness/doctor/check.ts';
import { scenarioNames } from '../../harness/load-scenario.ts';
import { strikeKinds } from '../../harness/strikes.ts';

const cli = join(import.meta.dirname, '../../harness/cli.ts');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doublerun-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A command without an engine, as a user runs it; in a folder of its own. */
function doublerun(...options: readonly string[]) {
  const environment = { ...process.env, DOCKER_HOST: 'tcp://127.0.0.1:9', NO_COLOR: '1' };
  const ran = spawnSync(process.execPath, [cli, ...options], { encoding: 'utf8', cwd: folder, env: environment });
  return { code: ran.status, stdout: ran.stdout, stderr: ran.stderr };
}

const all = [
  ['anomalies', 'anomaly', anomalies],
  ['faults', 'kind', strikeKinds],
  ['scenarios', 'scenario', scenarioNames()],
] as const;

describe('from the command line', { timeout: 60_000 }, () => {
  test.each(all)('list %s names every one, in words and as JSON', (what, field, names) => {
    const told = JSON.parse(doublerun('list', what, '--json').stdout) as Record<string, unknown>[];
    expect(told.map((each) => each[field])).toEqual([...names]);
    const { stdout } = doublerun('list', what);
    for (const name of names) expect(stdout).toMatch(RegExp(`^${name}( |$)`, 'm'));
  });

  test('explain tells what an anomaly is, and suggests one where there is none of that name', () => {
    expect(doublerun('explain', 'lost-task')).toMatchObject({ code: 0, stderr: '' });
    const unknown = doublerun('explain', 'lost-tasks');
    expect(unknown.code).toBe(64);
    expect(unknown.stderr).toContain(
      'there is no anomaly lost-tasks, and no run directory of that name; did you mean lost-task',
    );
    expect(doublerun('explain', 'runs/nowhere')).toMatchObject({ code: 64 });
  });

  test('explain and bundle take a run whose harness was killed: half a line, and nothing else', () => {
    const run = join(folder, 'runs', 'blip', '20261123T120000Z-1');
    mkdirSync(run, { recursive: true });
    const header = {
      seq: 0,
      at: 1_791_028_800_000_000,
      source: 'harness',
      type: 'run.begin',
      schema: 2,
      run: 'blip/x',
      scenario: 'blip',
      seed: 1,
      contract: ['exactly-once'],
      uncertainty: { harness: 1, witness: 1, audit: 1, engine: 1, client: 1, nemesis: 1 },
      beatEvery: 1,
      grace: 1,
      recovery: 1,
      disconnectStrategy: 'waiting',
      servers: [],
      faults: [],
    };
    writeFileSync(join(run, 'events.jsonl'), `${JSON.stringify(header)}\n{"seq":1,"a`);
    const explained = doublerun('explain', run);
    expect(explained.code, explained.stderr).toBe(0);
    expect(explained.stdout).toMatch(/^INCONCLUSIVE {2}blip, seed 1\n/);
    const bundled = doublerun('bundle', run);
    expect(bundled.code, bundled.stderr).toBe(0);
    expect(bundled.stdout).toMatch(/^bundle {2}blip-20261123T120000Z-1\.tar\.gz, 0\.00 MB\nsha256 {2}[0-9a-f]{64}\n/);
    expect(existsSync(join(folder, 'blip-20261123T120000Z-1.tar.gz'))).toBe(true);
    expect(doublerun('bundle', folder)).toMatchObject({ code: 64 });
  });

  test('doctor without an engine says so, what to do, and looks at the rest all the same', () => {
    const { code, stdout } = doublerun('doctor', '--json');
    expect(code).toBe(3);
    const diagnoses = JSON.parse(stdout) as Diagnosis[];
    const stateOf = (name: string) => diagnoses.find((each) => each.name === name)?.state;
    expect(diagnoses.find(({ name }) => name === 'engine')).toMatchObject({
      state: 'wrong',
      says: expect.stringContaining('no Docker engine answers at DOCKER_HOST=tcp://127.0.0.1:9'),
      fix: expect.stringContaining('DOCKER_HOST'),
    });
    expect([stateOf('node'), stateOf('ports')]).toEqual(['ok', 'ok']);
    expect([stateOf('images'), stateOf('leftovers')]).toEqual(['warning', 'warning']);
  });
});
