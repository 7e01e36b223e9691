import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * `./doublerun test`: everything that says whether Doublerun is in order, the cheap first. A step that fails does not keep the next from
 * running, so that one run tells all. Ends with a line `N passed, N failed`.
 */

interface Count {
  readonly passed: number;
  readonly failed: number;
}

const root = new URL('..', import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), 'doublerun-test-'));

/** Runs a program of node_modules, its output going straight through. @returns its exit code. */
function tool(name: string, ...options: string[]): Promise<number> {
  process.stdout.write(`\n── ${[name, ...options.filter((option) => !option.includes(scratch))].join(' ')}\n`);
  const child = spawn(join(root, 'node_modules', '.bin', name), options, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

async function check(name: string, ...options: string[]): Promise<Count> {
  const code = await tool(name, ...options);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function tests(project: string): Promise<Count> {
  const report = join(scratch, `${project}.json`);
  const code = await tool(
    'vitest',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${report}`,
  );
  try {
    const { numPassedTests: passed, numFailedTests: failed } = JSON.parse(readFileSync(report, 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
    };
    // A file that could not be loaded has no tests to fail, and no test at all is no success.
    const unseen = failed === 0 && (code !== 0 || passed === 0) ? 1 : 0;
    return { passed, failed: failed + unseen };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

const unitOnly = process.argv.includes('--unit');
const steps: (() => Promise<Count>)[] = [
  () => check('biome', 'check', '--error-on-warnings', '.'),
  () => check('tsc'),
  () => check('knip'),
  () => tests('unit'),
  ...(unitOnly ? [] : [() => tests('e2e')]),
];
let total: Count = { passed: 0, failed: 0 };
try {
  for (const step of steps) {
    const { passed, failed } = await step();
    total = { passed: total.passed + passed, failed: total.failed + failed };
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
