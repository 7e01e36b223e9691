import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Dockerode from 'dockerode';
import type { Say } from '../wait.ts';
import { exists, followProgress, pull } from './engine-images.ts';
import { ImageError } from './error.ts';
import { SYSTEM_RELEASE } from './recipes.ts';

const MADE_TAG = `doublerun/system:${SYSTEM_RELEASE}`;

/**
 * Provides the system that the base image is built on: Debian's own image where a registry answers, else one made here with mmdebstrap.
 * @returns its tag.
 * @throws ImageError where neither is possible.
 */
export async function provideSystem(engine: Dockerode, say: Say, signal: AbortSignal): Promise<string> {
  const official = `debian:${SYSTEM_RELEASE}-slim`;
  if (await exists(engine, official)) return official;
  if (await exists(engine, MADE_TAG)) return MADE_TAG;
  say(`pulling ${official}`);
  const pulled = await pull(engine, official, say, signal);
  if (pulled.pulled) return official;
  say(`no image registry (${pulled.reason}); making a system with mmdebstrap`);
  await makeSystem(engine, say, signal, pulled.reason);
  return MADE_TAG;
}

async function makeSystem(engine: Dockerode, say: Say, signal: AbortSignal, why: string): Promise<void> {
  if (!existsSync('/usr/bin/mmdebstrap')) await installMmdebstrap(say, signal, why);
  const folder = await mkdtemp(join(tmpdir(), 'doublerun-system-'));
  try {
    const archive = join(folder, 'system.tar');
    await command(
      'mmdebstrap',
      ['--variant=minbase', '--include=ca-certificates', SYSTEM_RELEASE, archive],
      'making the system',
      say,
      signal,
    );
    say('importing the system');
    const stream = await engine.importImage(archive, { repo: 'doublerun/system', tag: SYSTEM_RELEASE });
    await followProgress(engine, stream, () => undefined);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function installMmdebstrap(say: Say, signal: AbortSignal, why: string): Promise<void> {
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!mayInstall) {
    throw new ImageError(
      'IMAGE_NO_SYSTEM',
      `no system to build on: ${why}, and mmdebstrap is not installed. Make an image registry reachable, ` +
        'or install mmdebstrap (sudo apt-get install mmdebstrap) and run this as root.',
    );
  }
  say('installing mmdebstrap');
  await command('apt-get', ['update', '-qq'], 'refreshing the package lists', say, signal);
  await command(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', 'mmdebstrap', 'debian-archive-keyring'],
    'apt-get',
    say,
    signal,
  );
}

/** Runs a program to its end. Its last line is what is being said; its last lines are in the error. */
async function command(program: string, args: string[], what: string, say: Say, signal: AbortSignal): Promise<void> {
  const lines: string[] = [];
  const child = spawn(program, args, {
    signal,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  const read = (chunk: Buffer): void => {
    for (const line of chunk.toString().split(/[\r\n]+/)) if (line.trim()) lines.push(line.trim());
    lines.splice(0, Math.max(0, lines.length - 20));
    say(`${what}: ${lines.at(-1) ?? ''}`);
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new ImageError('IMAGE_NO_SYSTEM', `${what} failed (exit ${code}):\n${lines.join('\n')}`);
}
