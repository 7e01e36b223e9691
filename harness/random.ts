import { createHash } from 'node:crypto';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Draws whole numbers from `from` to `to`, both included, each as likely as the other. */
export type Draw = (from: number, to: number) => number;

/**
 * A stream of its own for every name: one more choice under one name moves none under another.
 * The same seed and name give the same numbers on every machine and in every version; a golden test keeps it so.
 */
export function drawsFor(seed: number, name: string): Draw {
  const generator = xoroshiro128plus(createHash('sha256').update(`${seed}/${name}`).digest().readInt32LE());
  return (from, to) => uniformInt(generator, from, to);
}
