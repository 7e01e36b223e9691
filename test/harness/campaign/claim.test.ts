import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claim, claimsIn } from '../../../harness/campaign/claim.ts';
import { UsageError } from '../../../harness/usage-error.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doublerun-claim-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test.each<[string | undefined, string | undefined, boolean]>([
  [undefined, undefined, false],
  [undefined, '1/2', false],
  ['1/2', undefined, false],
  ['1/2', '1/2', false],
  ['1/2', '2/2', true],
  ['1/2', '1/3', false],
  ['1/2', '3/3', false],
])('while %s is run, %s may be: %s', (one, other, may) => {
  const release = claim(folder, one);
  if (may) claim(folder, other)();
  else expect(() => claim(folder, other)).toThrow(UsageError);
  release();
  claim(folder, other)();
  expect(readdirSync(folder)).toEqual([]);
});

test('who runs it is told', () => {
  claim(folder, '1/2');
  expect(() => claim(folder, undefined)).toThrow(
    `this campaign is being run in ${folder} already, its part 1/2, by process ${process.pid}`,
  );
  expect(claimsIn(folder)).toMatchObject([{ pid: String(process.pid), part: '1/2' }]);
  expect(claimsIn(join(folder, 'none'))).toEqual([]);
});

test('what a killed process has left is no claim', () => {
  writeFileSync(join(folder, '.running.of-a-dead-one'), `${hostname()}:999999999:1`);
  claim(folder, undefined);
  expect(readdirSync(folder)).toHaveLength(1);
});

test('of many that begin at once, no two have it at the same time', async () => {
  const module = join(import.meta.dirname, '../../../harness/campaign/claim.ts');
  const script = `
    const { claim } = await import(process.argv[1]);
    process.stdout.write('ready\\n');
    await new Promise((resolve) => process.stdin.once('data', resolve));
    try { claim(process.argv[2], undefined); process.stdout.write('has it\\n'); } catch { process.stdout.write('has it not\\n'); }
    setInterval(() => undefined, 1_000);
  `;
  const children = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', script, module, folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  try {
    await Promise.all(children.map(({ stdout }) => once(stdout, 'data')));
    const said = children.map(({ stdout }) => once(stdout, 'data').then(String));
    for (const { stdin } of children) stdin.write('go\n');
    expect((await Promise.all(said)).filter((each) => each === 'has it\n').length).toBeLessThanOrEqual(1);
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}, 60_000);
