import { fixNames } from '../cluster/scheduler-settings.ts';
import { neighbours } from '../cluster/topology.ts';
import { MS_PER_SECOND } from '../history/time.ts';
import { milliseconds, planFault } from './plan-fault.ts';
import type { Plan, PlannedWorkflow } from './plan-schema.ts';
import { drawsFor } from './random.ts';
import type { Scenario } from './scenario.ts';

/** Makes every choice that a scenario leaves open. Pure: the same scenario and seed give the same plan, everywhere. */
export function plan(scenario: Scenario, seed: number): Plan {
  const { cluster, expect } = scenario;
  const { sub_workflows = [], cron } = scenario.workload;
  return {
    scenario: scenario.name,
    about: scenario.about,
    ...(scenario.versions === undefined ? {} : { versions: scenario.versions }),
    seed,
    cluster: {
      masters: cluster.masters,
      workers: cluster.workers,
      zookeepers: cluster.zookeepers,
      // In one order, whatever the file's is: it decides the proxies' ports, and what a standing cluster is compared by.
      links: neighbours.filter((neighbour) => cluster.links.includes(neighbour)),
      registryDisconnectStrategy: cluster.registry_disconnect_strategy,
      sessionTimeoutSeconds: cluster.session_timeout_seconds,
      sudo: cluster.sudo,
      pstree: cluster.pstree,
      // In one order, and each once, for the same reason.
      fixes: fixNames.filter((fix) => cluster.fixes.includes(fix)),
      failpoints: scenario.faults.some(({ kind }) => kind === 'failpoint'),
    },
    workflows: Array.from({ length: scenario.workload.workflows }, (_, index) =>
      planWorkflow(`workflow-${index + 1}`, scenario.workload.tasks, seed, `workflow ${index + 1}`),
    ),
    ...(sub_workflows.length > 0
      ? {
          subWorkflows: sub_workflows.map(({ name, tasks }) => planWorkflow(name, tasks, seed, `sub-workflow ${name}`)),
        }
      : {}),
    ...(cron ? { cron: { everySeconds: cron.every_seconds, forMs: cron.for_seconds * MS_PER_SECOND } } : {}),
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

type Tasks = Scenario['workload']['tasks'];

/** `draws`: the name under which its choices are drawn. */
function planWorkflow(name: string, tasks: Tasks, seed: number, draws: string): PlannedWorkflow {
  return {
    name,
    tasks: tasks.map(({ name, seconds = 0, after, retries, exit_code, fails, delay_minutes, runs }) => ({
      name,
      milliseconds: milliseconds(seconds, drawsFor(seed, `${draws} task ${name} seconds`)),
      after,
      retries,
      exitCode: fails === undefined ? exit_code : exit_code || 1,
      ...(fails === undefined ? {} : { fails }),
      ...(delay_minutes === undefined ? {} : { delayMinutes: delay_minutes }),
      ...(runs === undefined ? {} : { runs }),
    })),
  };
}
