import { createReadStream, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-fs';
import { reasonOf } from '../../../history/reason.ts';
import type { Say } from '../../wait.ts';
import { ImageError } from '../error.ts';
import type { Distribution } from './layout.ts';
import { readDistribution } from './read.ts';

/**
 * Does something with a distribution: a folder, or an archive, which is unpacked for so long.
 * @throws ImageError where it is none, and what the work throws.
 */
export async function withDistribution<T>(
  path: string,
  say: Say,
  signal: AbortSignal,
  work: (distribution: Distribution) => Promise<T>,
): Promise<T> {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return work(readDistribution(path));
  const folder = await mkdtemp(join(tmpdir(), 'doublerun-distribution-'));
  try {
    say(`unpacking ${path}`);
    await pipeline(createReadStream(path), createGunzip(), extract(folder), { signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw new ImageError('IMAGE_NO_DISTRIBUTION', `${path} is no .tar.gz archive: ${reasonOf(error)}`);
    });
    return await work(readDistribution(folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
