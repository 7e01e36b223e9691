import { MS_PER_SECOND } from '../history/time.ts';
import type { Plan, PlannedFault, PlannedWorkflow } from './plan-types.ts';
import { type Draw, drawsFor } from './random.ts';
import type { Quantity, Scenario } from './scenario.ts';

/** Makes every choice that a scenario leaves open. Pure: the same scenario and seed give the same plan, everywhere. */
export function plan(scenario: Scenario, seed: number): Plan {
  const { cluster, expect } = scenario;
  return {
    scenario: scenario.name,
    about: scenario.about,
    seed,
    cluster: {
      masters: cluster.masters,
      workers: cluster.workers,
      registryDisconnectStrategy: cluster.registry_disconnect_strategy,
      sessionTimeoutSeconds: cluster.session_timeout_seconds,
      sudo: cluster.sudo,
      pstree: cluster.pstree,
    },
    workflows: Array.from({ length: scenario.workload.workflows }, (_, index) =>
      planWorkflow(scenario, seed, index + 1),
    ),
    faults: scenario.faults.map((fault) => planFault(fault, seed)),
    contract: scenario.contract,
    graceMs: scenario.grace_seconds * MS_PER_SECOND,
    ...(expect ? { expect: { anomaly: expect.anomaly, ...(expect.task ? { task: expect.task } : {}) } } : {}),
  };
}

/** The same plan with nothing done to the cluster, and so with nothing to expect. */
export function withoutFaults({ expect: _, ...rest }: Plan): Plan {
  return { ...rest, faults: [] };
}

function planWorkflow({ workload: { tasks } }: Scenario, seed: number, number: number): PlannedWorkflow {
  return {
    name: `workflow-${number}`,
    tasks: tasks.map(({ name, seconds, after, retries, exit_code }) => ({
      name,
      milliseconds: milliseconds(seconds, drawsFor(seed, `workflow ${number} task ${name} seconds`)),
      after,
      retries,
      exitCode: exit_code,
    })),
  };
}

function planFault(
  { name, kind, target, direction, when, heal_after_seconds }: Scenario['faults'][number],
  seed: number,
): PlannedFault {
  const draw = (field: string): Draw => drawsFor(seed, `fault ${name} ${field}`);
  return {
    fault: name,
    kind,
    target,
    ...(direction ? { direction } : {}),
    when: {
      task: when.task,
      runsForMs: milliseconds(when.runs_for_seconds, draw('runs_for_seconds')),
      withinMs: when.within_seconds * MS_PER_SECOND,
    },
    healAfterMs: milliseconds(heal_after_seconds, draw('heal_after_seconds')),
  };
}

/** A range is drawn in whole milliseconds. */
function milliseconds(quantity: Quantity, draw: Draw): number {
  if (typeof quantity === 'number') return Math.round(quantity * MS_PER_SECOND);
  return draw(Math.round(quantity.from * MS_PER_SECOND), Math.round(quantity.to * MS_PER_SECOND));
}
