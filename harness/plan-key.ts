import { keyOf } from './key.ts';
import type { Plan } from './plan-schema.ts';

/** What a plan is known by; the same for the same plan, whatever its seed. */
export function keyOfPlan({ seed: _, ...plan }: Plan): string {
  return keyOf(plan);
}

/** What the plan of a run of many is known by: what people are told about the scenario makes no other plan. */
export function keyOfCellPlan(plan: Plan): string {
  return keyOfPlan({ ...plan, about: '' });
}

/**
 * What is done to the scheduler, and on which servers, whatever it is held to and however it is set up: two plans of one stimulus differ in
 * nothing but what is compared. `registryDisconnectStrategy` and `fixes` are that.
 */
export function stimulusOfPlan({ scenario, seed, cluster, workflows, subWorkflows, cron, faults }: Plan): string {
  const { registryDisconnectStrategy: _, fixes: __, ...servers } = cluster;
  return keyOf({ scenario, seed, servers, workflows, subWorkflows, cron, faults });
}
