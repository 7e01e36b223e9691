import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `./doublerun test`: everything that says whether Doublerun is in order, the cheap first. A step that fails does not keep the next from
 * running, so that one run tells all. Ends with a line `N passed, N failed`.
 */

interface Count {
  readonly passed: number;
  readonly failed: number;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'doublerun-test-'));

/** Runs a program, its output going straight through. @returns its exit code. */
function execute(program: string, ...options: string[]): Promise<number> {
  process.stdout.write(
    `\n── ${[basename(program), ...options.filter((option) => !option.includes(scratch))].join(' ')}\n`,
  );
  const child = spawn(program, options, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** @returns the path of a program of node_modules. */
function tool(name: string): string {
  return join(root, 'node_modules', '.bin', name);
}

async function check(program: string, ...options: string[]): Promise<Count> {
  const code = await execute(program, ...options);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function tests(project: string): Promise<Count> {
  const report = join(scratch, `${project}.json`);
  const code = await execute(
    tool('vitest'),
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

const [option, ...more] = process.argv.slice(2);
if ((option !== undefined && option !== '--unit') || more.length > 0) {
  process.stderr.write(`usage: ./doublerun test [--unit]   --unit: all that needs no Docker engine and no Chromium\n`);
  process.exit(64);
}
const unitOnly = option === '--unit';
const steps: (() => Promise<Count>)[] = [
  () => check(tool('biome'), 'check', '--error-on-warnings', '.'),
  () => check(tool('tsc')),
  () => check(tool('knip')),
  () => tests('unit'),
  ...(unitOnly ? [] : [() => tests('browser')]),
  // Built before, so that no test's deadline has to hold the minutes that this takes once.
  ...(unitOnly ? [] : [() => check(process.execPath, 'harness/cli.ts', 'images', 'build'), () => tests('e2e')]),
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
