import { keyOf } from '../key.ts';
import { UsageError } from '../usage-error.ts';
import { keyOfCell, type Unit } from './asked.ts';
import type { PlannedUnit } from './units.ts';

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
 * The units of a part, in their order; all, where no part is asked for. Each is in one by its hash alone, so that it stays where it is when others come
 * and go. Every part has every canary: each machine has to show that it sees.
 * @param cells keep each cell whole, as its next run depends on those before.
 */
export function inShard(
  units: readonly PlannedUnit[],
  shard: Shard | undefined,
  cells: boolean,
): readonly PlannedUnit[] {
  if (!shard) return units;
  const { index, of } = shard;
  const place = (unit: Unit): string => (cells ? keyOf(keyOfCell(unit)) : unit.id);
  return units.filter(
    ({ unit }) => unit.canary !== undefined || Number.parseInt(place(unit).slice(0, 12), 16) % of === index - 1,
  );
}
