import type { LedgerRecord } from '../ledger/record.ts';

/** A unit as far as it decides what is run next. */
export interface Waiting {
  readonly id: string;
  /** What cluster it needs: units of one group follow each other without a boot. */
  readonly group: string;
  /** Of units that depend on those before them, their cell; the next waits until it is decided that it is wanted. */
  readonly canary: boolean;
}

/** What is known of the units of a campaign. */
export interface Situation<Unit extends Waiting> {
  /** All of them, in the order in which they were asked for. */
  readonly units: readonly Unit[];
  /** Of each unit its records, oldest first. */
  readonly records: ReadonlyMap<string, readonly LedgerRecord[]>;
  /** Units that are being run, and the groups that lanes are at. */
  readonly running: ReadonlySet<string>;
  readonly groups: readonly string[];
  /** How often a unit has been tried, of the tries that it has. */
  readonly tried: (unit: Unit) => number;
  /** So often a unit is run of which no run says all. */
  readonly tries: number;
  /** Ids of units that cannot be run. */
  readonly givenUp: ReadonlySet<string>;
  /** Whether nobody needs a unit's run, as its cell is decided. */
  readonly decided: (unit: Unit) => boolean;
}

/**
 * Whether a run says all of its unit, so that it need not be done again. A violation in one that is not whole counts for good, but what else there was is
 * not known.
 */
export function saysAll({ whole }: Pick<LedgerRecord, 'whole'>): boolean {
  return whole;
}

/**
 * The unit that a lane runs next: canaries before all; then those never run before those that are run again; of the lane's own group as long as
 * there are any, else of the group with the most units a lane. Pure.
 * @param group what the lane's cluster suits; nothing where it has none.
 * @param fits whether there is room for the lane with a cluster of another group.
 */
export function nextUnit<Unit extends Waiting>(
  situation: Situation<Unit>,
  group: string | undefined,
  fits: (group: string) => boolean = () => true,
): Unit | undefined {
  const all = dueUnits(situation);
  const room = new Map([...new Set(all.map((unit) => unit.group))].map((each) => [each, each === group || fits(each)]));
  const due = all.filter((unit) => room.get(unit.group));
  const [canary] = due.filter((unit) => unit.canary);
  if (canary) return canary;
  const least = due.reduce((fewest, unit) => Math.min(fewest, situation.tried(unit)), Number.POSITIVE_INFINITY);
  const fresh = due.filter((unit) => situation.tried(unit) === least);
  const [own] = fresh.filter((unit) => unit.group === group);
  if (own) return own;
  const lanesAt = (name: string): number => situation.groups.filter((each) => each === name).length;
  const groups = [...Map.groupBy(fresh, (unit) => unit.group)];
  groups.sort(([a, ofA], [b, ofB]) => ofB.length / (lanesAt(b) + 1) - ofA.length / (lanesAt(a) + 1));
  return groups[0]?.[1][0];
}

/** Units that are still to be run and are not being run, in their order. */
export function dueUnits<Unit extends Waiting>({
  units,
  records,
  running,
  tried,
  tries,
  givenUp,
  decided,
}: Situation<Unit>): readonly Unit[] {
  return units.filter((unit) => {
    if (running.has(unit.id) || givenUp.has(unit.id) || decided(unit)) return false;
    return !records.get(unit.id)?.some(saysAll) && tried(unit) < tries;
  });
}
