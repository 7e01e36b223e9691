import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, expect, test } from 'vitest';
import { connectEngine } from '../../cluster/engine.ts';
import { notYet, there, waitFor } from '../../cluster/wait.ts';
import { doublerun, leftovers, type Running, scratchFolder, start, untilFileHolds } from './doublerun.ts';

const folder = scratchFolder();
let running: Running | undefined;

// A test that fails half-way leaves nothing to the next.
afterEach(async () => {
  running?.process.kill('SIGKILL');
  await running?.outcome;
  await doublerun(['clean']);
});
afterAll(folder.remove);

const BOOT_MS = 300_000;
const journal = join(folder.path, 'latest', 'events.jsonl');

test('killed in the middle of the cut: clean removes everything, and check reads the journal', async () => {
  running = start(['run', 'failover-16759', '--runs', folder.path]);
  await untilFileHolds(journal, '"type":"fault.begin"', BOOT_MS);

  // Beside a run that goes on, clean leaves it alone.
  const beside = await doublerun(['clean']);
  expect(beside.output).toContain('its run is going on');
  expect(await leftovers()).toEqual([expect.objectContaining({ state: 'running' })]);

  running.process.kill('SIGKILL');
  await running.outcome;
  expect(await leftovers()).toEqual([expect.objectContaining({ state: 'abandoned' })]);

  const checked = await doublerun(['check', join(folder.path, 'latest')]);
  expect(checked.output).toContain('INCONCLUSIVE');
  expect(checked.code).toBe(2);

  const cleaned = await doublerun(['clean']);
  expect(cleaned.output).toMatch(/removed failover-16759\/.*: 9 containers, 1 networks, 1 volumes/);
  expect(cleaned.code).toBe(0);
  expect(await leftovers()).toEqual([]);
  expect((await doublerun(['clean'])).output).toContain('nothing to remove');
});

test('the next run removes what a killed one left; Ctrl-C while its cluster boots: exit 130, nothing left', async () => {
  const engine = await connectEngine();
  // As a run of a process that is gone would leave it; no pid is that high.
  const labels = { 'doublerun.run': 'killed/before', 'doublerun.owner': `${hostname()}:4194305:1` };
  await engine.createVolume({ Name: 'doublerun-killed-before', Labels: labels });
  running = start(['run', 'failover-16759', '--runs', folder.path]);
  const { process: child, outcome } = running;
  let output = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (output.includes('API ready') && !child.killed) child.kill('SIGINT');
  });
  expect((await outcome).code).toBe(130);
  expect(output).toContain('removing what the killed run killed/before left behind');
  expect(await leftovers()).toEqual([]);
});

test('a server that ends while it boots: exit 3, with its own last lines, nothing left', async () => {
  running = start(['run', 'failover-16759', '--runs', folder.path]);
  const master = await waitFor({
    what: 'container of master-1',
    deadlineMs: BOOT_MS,
    look: async () => {
      const engine = await connectEngine();
      const filters = { label: ['doublerun.server=master-1'] };
      const [container] = await engine.listContainers({ filters });
      return container ? there(engine.getContainer(container.Id)) : notYet('none');
    },
  });
  // Long enough for a first line, far too short to boot.
  await sleep(3_000);
  await master.kill();
  const { code, output } = await running.outcome;
  expect(output).toContain('BROKEN');
  expect(output.replace(/\s+/g, ' ')).toMatch(/master-1 ended while it booted \(exit 137\)\. Its last lines: .{40}/);
  expect(code).toBe(3);
  expect(await leftovers()).toEqual([]);
});
