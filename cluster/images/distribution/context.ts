import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';
import type { DistributionFile } from './layout.ts';

/**
 * The context of a build as a tar archive: files from anywhere, each under its name there.
 * Uncompressed: packing hundreds of megabytes of jars would take longer than the build.
 */
export function contextOf(files: readonly DistributionFile[]): NodeJS.ReadableStream {
  const archive = pack();
  write(archive, files).catch((error: Error) => archive.destroy(error));
  return Readable.from(archive, { objectMode: false });
}

async function write(archive: Pack, files: readonly DistributionFile[]): Promise<void> {
  for (const { from, to } of files) {
    // Through symbolic links: releases share jars by them.
    const { size, mode, mtime } = await stat(from);
    // Readable, whatever the umask was of whoever built it.
    await pipeline(createReadStream(from), archive.entry({ name: to, size, mtime, mode: (mode & 0o777) | 0o444 }));
  }
  archive.finalize();
}
