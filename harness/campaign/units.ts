import { isMeantFor } from '../../cluster/dolphinscheduler/version-range.ts';
import { keyOf } from '../key.ts';
import { plan, withoutFaults } from '../plan.ts';
import { keyOfCellPlan } from '../plan-key.ts';
import type { Plan } from '../plan-schema.ts';
import type { CampaignAsked, Unit } from './asked.ts';
import type { Campaign, Canary, Row } from './file.ts';

/** A unit, and what it is to do. */
export interface PlannedUnit {
  readonly unit: Unit;
  readonly plan: Plan;
}

/**
 * Every run that a campaign asks for: canaries first, then cell by cell, seed by seed. Scenarios that are about other versions have none there.
 * Pure: the same file makes the same units everywhere.
 */
export function unitsOf({ canaries, rows, seeds }: Campaign): readonly PlannedUnit[] {
  const own = rows
    .filter(({ version, scenario }) => isMeantFor(version, scenario.versions))
    .flatMap((row) =>
      Array.from({ length: seeds.count }, (_, index) => unitOf(row, plan(row.scenario, seeds.first + index))),
    );
  return [...canaries.flatMap(canaryUnits), ...own];
}

export function askedOf({ name, about }: Campaign, units: readonly PlannedUnit[]): CampaignAsked {
  return { name, ...(about === undefined ? {} : { about }), units: units.map(({ unit }) => unit) };
}

/**
 * A race may be lost: failover-16759 on 3.1.1 showed its overlap in 42 of 44 runs. So one that has to fail has as many runs as it takes to do so once,
 * up to this: none of three would then be one in 10,000. One that has to pass has one, as each has to.
 */
const MUST_FAIL_RUNS = 3;

/** The seeds are the first of all: a canary is to be the same every night. */
function canaryUnits(canary: Canary): readonly PlannedUnit[] {
  const runs = canary.kind === 'must-fail' ? MUST_FAIL_RUNS : 1;
  return Array.from({ length: runs }, (_, index) => {
    const whole = plan(canary.scenario, index + 1);
    return unitOf(canary, canary.withoutFaults ? withoutFaults(whole) : whole, canary.kind);
  });
}

function unitOf({ version }: Row, planned: Plan, canary?: Unit['canary']): PlannedUnit {
  const { scenario, seed, cluster } = planned;
  const cell = { scenario, version, strategy: cluster.registryDisconnectStrategy, fixes: cluster.fixes };
  const named = { ...cell, seed, plan: keyOfCellPlan(planned), ...(canary ? { canary } : {}) };
  return { unit: { id: keyOf(named), ...named }, plan: planned };
}
