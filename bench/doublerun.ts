import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const MS_PER_SECOND = 1_000;

export interface Cost {
  readonly seconds: number;
  /** Seconds of processor time of the harness and its children on this machine; the engine's are not among them. */
  readonly processor: number;
}

/** Runs a command. @throws Error with its output where it did not end with one of the codes. */
export async function doublerun(words: readonly string[], codes: readonly number[] = [0]): Promise<Cost> {
  const scratch = mkdtempSync(join(tmpdir(), 'doublerun-bench-'));
  const times = join(scratch, 'times');
  const script = `TIMEFORMAT='%U %S'; { time "$@" 2>&3; } 3>&2 2> '${times}'`;
  const began = performance.now();
  const child = spawn('bash', ['-c', script, 'bench', process.execPath, join(root, 'harness', 'cli.ts'), ...words], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code === null || !codes.includes(code))
      throw new Error(`./doublerun ${words.join(' ')} ended with ${code}:\n${output}`);
    const seconds = (performance.now() - began) / MS_PER_SECOND;
    const [user = 0, system = 0] = readFileSync(times, 'utf8').trim().split(' ').map(Number);
    return { seconds, processor: user + system };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
