import type { PlannedFault } from './plan-schema.ts';

/** A fault that could be over by itself is so, this long after it should have been healed, ms: more than a busy harness is ever late. */
const HEAL_LATEST_MS = 60_000;

/** How long a fault may hold, ms. */
export function longestHoldMs({ heal }: Pick<PlannedFault, 'heal'>): number {
  return 'afterMs' in heal ? heal.afterMs : heal.when.plusMs + heal.when.withinMs;
}

/** So long after its begin a fault is to be over even without us, ms. */
export function limitMsOf(planned: PlannedFault): number {
  return longestHoldMs(planned) + HEAL_LATEST_MS;
}
