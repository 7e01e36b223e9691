import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectEngine } from '../../cluster/engine.ts';
import { findLeftovers, type Leftover } from '../../cluster/sweep.ts';
import { notYet, there, waitFor } from '../../cluster/wait.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly seconds: number;
}

/** A Doublerun that was started and not waited for. */
export interface Running {
  readonly process: ChildProcess;
  readonly outcome: Promise<Outcome>;
}

/** Where the launcher keeps compiled code, too. */
const compiled = join(root, '.doublerun', 'compiled');

/** Starts Doublerun as the launcher does. `environment` is set on top of this process's. */
export function start(options: readonly string[], environment: Record<string, string> = {}): Running {
  const began = performance.now();
  const child = spawn(process.execPath, [join(root, 'harness', 'cli.ts'), ...options], {
    cwd: root,
    env: { NODE_COMPILE_CACHE: compiled, ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output, seconds: (performance.now() - began) / 1_000 }));
  });
  return { process: child, outcome };
}

/** Runs Doublerun to its end. */
export function doublerun(options: readonly string[], environment?: Record<string, string>): Promise<Outcome> {
  return start(options, environment).outcome;
}

/** A folder for the runs of a test, which removes it. */
export function scratchFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'doublerun-e2e-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** What the engine holds of runs now. Other tests' runs are none: one file runs at a time. */
export async function leftovers(): Promise<readonly Leftover[]> {
  return findLeftovers(await connectEngine());
}

/** Waits until a file holds a text. @throws DeadlineError with the end of what it holds instead. */
export async function untilFileHolds(path: string, text: string, deadlineMs: number): Promise<void> {
  await waitFor({
    what: `${text} in ${path}`,
    deadlineMs,
    everyMs: 100,
    look: () => {
      const held = existsSync(path) ? readFileSync(path, 'utf8') : 'no file';
      return held.includes(text) ? there(true) : notYet(held.slice(-500));
    },
  });
}
