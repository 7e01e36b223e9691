import type { Sources } from '../../cluster/images/told-sources.ts';
import { groupOfUnit, type Unit } from '../campaign/asked.ts';
import type { Campaign } from '../campaign/file.ts';
import { inShard, type Shard } from '../campaign/shard.ts';
import { stopsOf } from '../campaign/stops.ts';
import { askedOf, unitsOf } from '../campaign/units.ts';
import { readTime } from '../commands/command.ts';
import { EXIT } from '../exit.ts';
import type { LedgerRecord } from '../ledger/record.ts';

/**
 * How many units of a shard have no run at all, of those that are to have one still.
 * @param sources what the job runs: units of other versions nobody has images of.
 */
export function unitsLeft(
  campaign: Campaign,
  { shard, sources }: { readonly shard: Shard; readonly sources: Sources },
  records: readonly LedgerRecord[],
): number {
  const part = inShard(unitsOf(campaign), shard, campaign.decide !== undefined);
  const { stopped, decided } = stopsOf(askedOf(campaign, part), campaign.decide);
  const run = new Set(records.map(({ campaign: of }) => of?.unit));
  const isOpen = ({ id, version }: Unit): boolean => sources.has(version) && !run.has(id);
  if (stopped(records, isOpen) !== undefined) return 0;
  const cells = Map.groupBy(
    part.map(({ unit }) => unit),
    groupOfUnit,
  );
  return [...cells.values()].filter((cell) => !decided(cell, records)).flatMap((cell) => cell.filter(isOpen)).length;
}

/** Whether a campaign that has had so many runs in so many ms may begin no more. */
export function isSpent({ runs: most, time }: Campaign['budget'], runs: number, ms: number): boolean {
  return (most !== undefined && runs >= most) || (time !== undefined && ms >= readTime('budget.time', time));
}

/** What a task has done. */
export interface TaskEnd {
  /** Of the campaign. */
  readonly code: number;
  /** Units without a run. */
  readonly left: number;
  /** Whether its budget is. */
  readonly spent: boolean;
}

/**
 * With which code a task ends: 0 where its shard was run to the end, or as far as its budget goes, whatever the runs say, as that is in their records.
 * Anything else has Swarm start it again, on another node if there is one: one that lacks images gives up what it cannot run.
 */
export function exitOfTask({ code, left, spent }: TaskEnd): number {
  const verdicts: readonly number[] = [EXIT.pass, EXIT.violation, EXIT.inconclusive, EXIT.broken];
  if (!verdicts.includes(code)) return code;
  return left === 0 || spent ? 0 : EXIT.broken;
}
