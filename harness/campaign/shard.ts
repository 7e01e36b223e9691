import { UsageError } from '../usage-error.ts';
import type { Unit } from './asked.ts';

/** One of so many parts of a campaign, from 1 on. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** More machines than anybody has for one night. */
const MOST_SHARDS = 1_000;

/** Reads `2/3`. @throws UsageError that names the option. */
export function readShard(text: string): Shard {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (index !== undefined && of !== undefined && index >= 1 && index <= of && of <= MOST_SHARDS) return { index, of };
  throw new UsageError(`--shard ${text}: must be a part and the number of parts: 1/3, 2/3 or 3/3`);
}

export function shardText({ index, of }: Shard): string {
  return `${index}/${of}`;
}

/**
 * Whether a part has a unit: by its hash alone, so that a unit stays where it is when others come and go. Each part has every canary: every
 * machine has to show that it sees. `whole`: what must not be torn apart, as a cell whose next run depends on those before; a unit where absent.
 */
export function isInShard({ id, canary }: Pick<Unit, 'id' | 'canary'>, { index, of }: Shard, whole = id): boolean {
  return canary !== undefined || Number.parseInt(whole.slice(0, 12), 16) % of === index - 1;
}
