import { createWriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type Dockerode from 'dockerode';

/** How often a container that has stopped is asked whether it runs again, ms. */
const RESTART_EVERY_MS = 500;

/** One line of output, and the byte at which it begins. */
export type HearLine = (line: string, offset: number) => void;

interface Options {
  readonly container: Dockerode.Container;
  /** Only what was printed from this moment on, ms since the epoch; all where absent. */
  readonly since?: number | undefined;
  /** Where the output is kept; offsets are bytes in there. */
  readonly path?: string;
  readonly hear: HearLine;
  /** Output can't be heard any more, and why. */
  readonly lost: (reason: Error) => void;
}

/**
 * Follows a container's output through every restart. @returns what stops that; what was heard by then is in the file.
 */
export function followContainer({ container, since, path, hear, lost }: Options): () => Promise<void> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const file = path === undefined ? undefined : createWriteStream(path);
  const lines = byLine(hear);
  let heard = 0;
  const take = (chunk: Buffer): void => {
    heard += chunk.length;
    file?.write(chunk);
    lines(chunk);
  };
  const following = (async () => {
    while (!signal.aborted) {
      // The engine keeps the output of a container over its restarts: what was heard before is left out.
      await followOnce(container, since, skipping(heard, take), signal);
      await untilRunning(container, signal);
    }
  })().catch((error: unknown) => {
    if (!signal.aborted) lost(error as Error);
  });
  return async () => {
    stopping.abort();
    await following;
    await new Promise<void>((resolve) => (file ? file.end(resolve) : resolve()));
  };
}

function skipping(bytes: number, take: (chunk: Buffer) => void): (chunk: Buffer) => void {
  let left = bytes;
  return (chunk) => {
    const from = Math.min(left, chunk.length);
    left -= from;
    if (from < chunk.length) take(chunk.subarray(from));
  };
}

async function untilRunning(container: Dockerode.Container, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !(await container.inspect()).State.Running) {
    await sleep(RESTART_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Settles when the output has ended, because the container has, or when the signal fires. */
async function followOnce(
  container: Dockerode.Container,
  since: number | undefined,
  hear: (chunk: Buffer) => void,
  signal: AbortSignal,
): Promise<void> {
  // The engine takes seconds with a fraction.
  const from = since === undefined ? {} : { since: since / 1_000 };
  const stream = await container.logs({ follow: true, stdout: true, stderr: true, ...from });
  // An unread stream holds one of the few sockets to the engine (apocas/dockerode#166), so it is destroyed, not just left.
  const destroy = (): void => (stream as unknown as { destroy(): void }).destroy();
  signal.addEventListener('abort', destroy);
  if (signal.aborted) destroy();
  stream.on('data', framed(hear));
  try {
    await new Promise<void>((resolve) => {
      stream.once('end', resolve);
      stream.once('close', resolve);
      stream.once('error', () => resolve());
    });
  } finally {
    signal.removeEventListener('abort', destroy);
  }
}

const LINE_END = 0x0a;

/** Cuts chunks into whole lines, as UTF-8. @returns what takes a chunk. */
export function byLine(hear: HearLine): (chunk: Buffer | string) => void {
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  return (chunk) => {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    let held = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    for (let end = held.indexOf(LINE_END); end !== -1; end = held.indexOf(LINE_END)) {
      hear(held.toString('utf8', 0, end), offset);
      offset += end + 1;
      held = held.subarray(end + 1);
    }
    rest = Buffer.from(held);
  };
}

/** @returns the last lines of what a container printed, for errors. */
export async function lastLines(container: Dockerode.Container, count: number): Promise<string> {
  const raw = await container.logs({ follow: false, stdout: true, stderr: true, tail: count });
  return contentOf(raw as unknown as Buffer)
    .toString()
    .trimEnd();
}

/** What is in the engine's frames, whichever of a container's streams it went to. */
export function contentOf(frames: Buffer): Buffer {
  const payloads: Buffer[] = [];
  framed((payload) => payloads.push(payload))(frames);
  return Buffer.concat(payloads);
}

const FRAME_HEADER = 8;

/**
 * Takes the engine's frames apart: 8 bytes (stream, 3 × 0, big-endian length), then the payload. Not the library's own `demuxStream`:
 * that hands payloads on later, when the stream may have ended.
 */
function framed(hear: (payload: Buffer) => void): (chunk: Buffer) => void {
  let held: Buffer = Buffer.alloc(0);
  return (chunk) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    while (held.length >= FRAME_HEADER) {
      const end = FRAME_HEADER + held.readUInt32BE(4);
      if (held.length < end) break;
      hear(held.subarray(FRAME_HEADER, end));
      held = held.subarray(end);
    }
  };
}
