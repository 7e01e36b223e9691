import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { DistributionFile } from './layout.ts';

/** Hex digits of a hash that go into a tag. */
const DIGITS = 12;

/** @returns a short hash of files, by their names in the image and their content, and of what else the image is made of. */
export async function hashOf(files: readonly DistributionFile[], others: readonly string[]): Promise<string> {
  const all = createHash('sha256').update(JSON.stringify(others));
  for (const { from, to } of files) {
    const one = createHash('sha256');
    await pipeline(createReadStream(from), one);
    all.update(`\0${to}\0`).update(one.digest());
  }
  return all.digest('hex').slice(0, DIGITS);
}
