import { PassThrough } from 'node:stream';
import type Dockerode from 'dockerode';

/** A container's output being followed. */
export interface Following {
  /** Stops listening; what was heard has been handed on. */
  stop(): void;
  /** Settles when the container's output has ended. */
  readonly ended: Promise<void>;
}

/**
 * Follows a container's output from its first byte.
 * @param hear gets chunks of stdout and stderr as they come.
 */
export async function followOutput(container: Dockerode.Container, hear: (chunk: Buffer) => void): Promise<Following> {
  const stream = await container.logs({ follow: true, stdout: true, stderr: true });
  const output = new PassThrough();
  output.on('data', hear);
  container.modem.demuxStream(stream, output, output);
  const ended = new Promise<void>((resolve) => {
    stream.once('end', resolve);
    stream.once('close', resolve);
    stream.once('error', () => resolve());
  });
  // An unread stream holds one of the few sockets to the engine (apocas/dockerode#166), so it is destroyed, not just left.
  const stop = (): void => (stream as unknown as { destroy(): void }).destroy();
  return { stop, ended };
}

/** Cuts chunks into whole lines. @returns what takes a chunk. */
export function byLine(hear: (line: string) => void): (chunk: Buffer | string) => void {
  let rest = '';
  const decoder = new TextDecoder();
  return (chunk) => {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) hear(line);
  };
}

/** @returns the last lines of what a container printed, for errors. */
export async function lastLines(container: Dockerode.Container, count: number): Promise<string> {
  const raw = await container.logs({ follow: false, stdout: true, stderr: true, tail: count });
  return demultiplex(raw as unknown as Buffer);
}

/** Engine frames: 8 bytes (stream, 3 × 0, big-endian length), then the payload. */
function demultiplex(raw: Buffer): string {
  const payloads: Buffer[] = [];
  for (let at = 0; at + 8 <= raw.length; ) {
    const length = raw.readUInt32BE(at + 4);
    payloads.push(raw.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return Buffer.concat(payloads).toString().trimEnd();
}
