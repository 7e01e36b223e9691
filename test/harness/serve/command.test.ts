import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RunsFolder } from '../stored-runs/folder.ts';

const cli = join(import.meta.dirname, '..', '..', '..', 'harness', 'cli.ts');

let folder: RunsFolder;
beforeAll(async () => {
  folder = new RunsFolder();
  await folder.addRecorded('failover-16759', '20261003T120000Z-1');
  await folder.addRecorded('failover-16759', '20261003T120100Z-2', { version: '3.2.2' });
  await folder.addRecorded('without-faults', '20261003T120200Z-3', { version: '3.2.2' });
});
afterAll(() => folder.remove());

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line. `told`: gets what it says, until it ends. */
function run(args: readonly string[], told: (out: string, kill: (signal: NodeJS.Signals) => void) => void = () => {}) {
  return new Promise<Ended>((resolve) => {
    const child = spawn(process.execPath, [cli, ...args]);
    let [out, err] = ['', ''];
    child.stdout.on('data', (part) => {
      out += part;
      told(out, (signal) => child.kill(signal));
    });
    child.stderr.on('data', (part) => {
      err += part;
    });
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
}

const list = (...args: readonly string[]) => run(['list', 'runs', '--runs', folder.path, ...args]);

describe('list runs', { timeout: 60_000 }, () => {
  test.each([
    [
      ['--version', '3.2.2'],
      [3, 2],
    ],
    [['--dolphinscheduler', '3.1.1'], [1]],
    [['--verdict', 'violation', '--last', '1'], [2]],
    [['--scenario', 'none'], []],
  ])('%j', async (args, seeds) => {
    const { code, out } = await list(...args, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out).map(({ name }: { name: string }) => Number(name.split('-')[1]))).toEqual(seeds);
  });

  test('as a table', async () => {
    const { code, out } = await list('--last', '2');
    expect(code).toBe(0);
    expect(out).toMatch(/^verdict .*\npass .*\nviolation .*\n\n3 runs; 1 older one left out\n$/);
  });

  test.each([
    [['--verdict', 'splendid'], '--verdict splendid: must be one of'],
    [['--seed', 'x'], '--seed x: must be'],
    [['--last', '0'], '--last 0: must be'],
    [['--runs', '/none'], '--runs /none: there is no such folder'],
  ])('%j makes no sense', async (args, message) => {
    const { code, err } = await list(...args);
    expect(code).toBe(64);
    expect(err).toContain(message);
  });
});

describe('serve', { timeout: 60_000 }, () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('prints its address, answers there, and ends at once by %s', async (by) => {
    let answered = '';
    let killed = 0;
    const { code, signal, out, err } = await run(['serve', '--runs', folder.path], (said, kill) => {
      const [address] = /http:\/\/127\.0\.0\.1:\d+\//.exec(said) ?? [];
      if (address === undefined || killed > 0) return;
      killed = 1;
      void fetch(address)
        .then((response) => response.text())
        .then((text) => {
          answered = text;
          killed = performance.now();
          kill(by);
        });
    });
    expect(performance.now() - killed).toBeLessThan(5_000);
    expect({ code, signal, err }).toEqual({ code: 0, signal: null, err: '' });
    expect(out).toContain('Ctrl-C ends it');
    expect(answered).toContain('20261003T120200Z-3');
  });

  test.each([
    [['--port', '70000'], '--port 70000: must be'],
    [['--runs', '/none'], '--runs /none: there is no such folder'],
  ])('%j makes no sense', async (args, message) => {
    const { code, err } = await run(['serve', ...args]);
    expect(code).toBe(64);
    expect(err).toContain(message);
  });
});
