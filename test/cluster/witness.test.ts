import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseLedgerLine } from '../../cluster/observers/ledger.ts';

const WITNESS = join(import.meta.dirname, '../../docker/witness/witness.sh');
const [TASK, CODE] = [1122, 3];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  copyFileSync(WITNESS, join(folder, 'witness.sh'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the witness as the scheduler does, in a folder of the workflow and task instance. @returns its exit code. */
function attempt({ fails, workflow = 7, task = TASK, milliseconds = 0, instance = 19 }: Attempt): Promise<number> {
  const cwd = join(folder, `exec/77_1/${workflow}/${instance}`);
  mkdirSync(cwd, { recursive: true });
  const args = [task, milliseconds, CODE, ...(fails === undefined ? [] : [fails])].map(String);
  const process = execFile('bash', [join(folder, 'witness.sh'), ...args], { cwd });
  return new Promise((resolve) => process.on('exit', (code) => resolve(code ?? -1)));
}

interface Attempt {
  readonly fails?: number;
  readonly workflow?: number;
  readonly task?: number;
  readonly milliseconds?: number;
  readonly instance?: number;
}

/** An end in the ledger of another worker. */
function ended(exitCode: number, { workflow = 7, task = TASK } = {}): void {
  const line = `end\tworker-9:4:5\t${workflow}\t${task}\t18\t1795414619608165\t1710.19\t${exitCode}\n`;
  writeFileSync(join(folder, 'worker-9.log'), line, { flag: 'a' });
}

/** It reads its own start from proc(5). */
const onLinux = test.skipIf(process.platform !== 'linux');

onLinux('a task that is not said to fail at first ends with its exit code, however often', async () => {
  expect([await attempt({}), await attempt({}), await attempt({})]).toEqual([CODE, CODE, CODE]);
});

onLinux('the first attempts fail, and later ones succeed', async () => {
  const codes = [await attempt({ fails: 2 }), await attempt({ fails: 2 }), await attempt({ fails: 2 })];
  expect([...codes, await attempt({ fails: 2 })]).toEqual([CODE, CODE, 0, 0]);
});

onLinux('its ledger is one that the harness reads, and says how each attempt ended', async () => {
  await attempt({ fails: 1, milliseconds: 10 });
  await attempt({ fails: 1, instance: 20 });
  const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.log'));
  const lines = readFileSync(join(folder, name), 'utf8').trimEnd().split('\n');
  expect(lines.map(parseLedgerLine)).toMatchObject([
    { type: 'execution.start', workflow: 7, task: TASK, taskInstance: 19 },
    { type: 'execution.beat' },
    { type: 'execution.end', exitCode: CODE },
    { type: 'execution.start', workflow: 7, task: TASK, taskInstance: 20 },
    { type: 'execution.end', exitCode: 0 },
  ]);
});

onLinux('a failure on another worker counts', async () => {
  ended(CODE);
  expect(await attempt({ fails: 1 })).toBe(0);
});

onLinux.each([
  ['of another workflow instance', CODE, { workflow: 8 }],
  ['of an instance whose number ends alike', CODE, { workflow: 77 }],
  ['of another task', CODE, { task: 122 }],
  ['that was killed', 143, {}],
  ['that succeeded', 0, {}],
  ['with an exit code that ends alike', 13, {}],
])('an attempt %s is none that failed', async (_, exitCode, key) => {
  ended(exitCode, key);
  expect(await attempt({ fails: 1 })).toBe(CODE);
});

onLinux(
  'duplicates that begin before either has failed both fail, and the retry succeeds though two were to fail',
  async () => {
    const both = await Promise.all([1, 2].map((instance) => attempt({ fails: 2, milliseconds: 700, instance })));
    expect([...both, await attempt({ fails: 2 })]).toEqual([CODE, CODE, 0]);
  },
);
