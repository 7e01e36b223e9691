import { cellInWords } from '../../report/campaign/words.ts';
import { wishesOf } from '../cluster-spec.ts';
import type { CrewOrder } from '../lanes/crew.ts';
import { groupOfUnit, type Unit } from './asked.ts';
import type { Waiting } from './next-unit.ts';
import type { PlannedUnit } from './units.ts';

/** A unit, with what decides when it is run. */
export interface UnitAtHand extends Waiting {
  readonly planned: PlannedUnit;
  /** Its cell; of a canary, the canary. */
  readonly cell: string;
}

export function unitAtHand(planned: PlannedUnit): UnitAtHand {
  const { unit, plan } = planned;
  return {
    id: unit.id,
    canary: unit.canary !== undefined,
    group: JSON.stringify([unit.version, wishesOf(plan)]),
    cell: groupOfUnit(unit),
    planned,
  };
}

/** A unit on its way to a lane. */
export interface Order extends CrewOrder, Waiting {
  readonly unit: Unit;
  /** When it was given to a lane. */
  readonly at: Date;
}

/** @param campaign its name, and which of several parts it is: `2/3`. */
export function orderOf(
  { planned, id, group, canary }: UnitAtHand,
  { name, shard }: { readonly name: string; readonly shard?: string },
): Order {
  const { unit, plan } = planned;
  return {
    ...{ id, group, canary },
    unit,
    plan,
    at: new Date(),
    version: unit.version,
    title: `${cellInWords(unit)}, seed ${unit.seed}`,
    campaign: {
      name,
      unit: id,
      ...(shard === undefined ? {} : { shard }),
      ...(unit.canary === undefined ? {} : { canary: unit.canary }),
    },
  };
}
