import { groupOfUnit } from '../campaign/asked.ts';
import type { Campaign } from '../campaign/file.ts';
import { inShard, type Shard } from '../campaign/shard.ts';
import { stopsOf } from '../campaign/stops.ts';
import { askedOf, unitsOf } from '../campaign/units.ts';
import { EXIT } from '../exit.ts';
import type { LedgerRecord } from '../ledger/record.ts';

/** How many units of a shard have no run at all, of those that are to have one still. */
export function unitsLeft(campaign: Campaign, shard: Shard, records: readonly LedgerRecord[]): number {
  const part = inShard(unitsOf(campaign), shard, campaign.decide !== undefined);
  const { stopped, decided } = stopsOf(askedOf(campaign, part), campaign.decide);
  const run = new Set(records.map(({ campaign: of }) => of?.unit));
  if (stopped(records, ({ id }) => !run.has(id)) !== undefined) return 0;
  const cells = Map.groupBy(
    part.map(({ unit }) => unit),
    groupOfUnit,
  );
  return [...cells.values()]
    .filter((cell) => !decided(cell, records))
    .flatMap((cell) => cell.filter(({ id }) => !run.has(id))).length;
}

/**
 * With which code a task ends: 0 where its shard was run to the end, whatever the runs say, as that is in their records; anything else has Swarm start
 * it again. A task that could run nothing of what is left was not the last.
 * @param code the campaign's. @param runs how many the task has run. @param left units without a run.
 */
export function exitOfTask(code: number, runs: number, left: number): number {
  const verdicts: readonly number[] = [EXIT.pass, EXIT.violation, EXIT.inconclusive, EXIT.broken];
  if (!verdicts.includes(code)) return code;
  return runs > 0 || left === 0 ? 0 : EXIT.broken;
}
