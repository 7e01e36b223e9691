import type { Plan, PlannedFault, PlannedTask, PlannedWorkflow, Strike } from './plan-schema.ts';

/** A time of a plan that can be another one. */
export interface PlanTime {
  /** For people: `the length of task long`. */
  readonly name: string;
  /** `strike`: part of what the fault does. */
  readonly of: 'task' | 'hold' | 'trigger' | 'strike';
  readonly ms: number;
  /** The same plan with another time in its place. */
  readonly to: (ms: number) => Plan;
}

/** Lengths of tasks, how long faults wait after their occasions, how long they hold, and the times of what they do. Deadlines and grace are none: they only end a run. */
export function timesOf(plan: Plan): readonly PlanTime[] {
  return [...plan.faults.flatMap((fault) => timesOfFault(plan, fault)), ...timesOfTasks(plan)];
}

function timesOfFault(plan: Plan, planned: PlannedFault): readonly PlanTime[] {
  const { fault, when, heal } = planned;
  const changed = (change: Partial<PlannedFault>): Plan => ({
    ...plan,
    faults: plan.faults.map((each) => (each.fault === fault ? { ...planned, ...change } : each)),
  });
  const wait: PlanTime = {
    name: `the time before ${fault}`,
    of: 'trigger',
    ms: when.plusMs,
    to: (plusMs) => changed({ when: { ...when, plusMs } }),
  };
  const hold: PlanTime =
    'afterMs' in heal
      ? {
          name: `how long ${fault} holds`,
          of: 'hold',
          ms: heal.afterMs,
          to: (afterMs) => changed({ heal: { afterMs } }),
        }
      : {
          name: `the time before ${fault} is healed`,
          of: 'trigger',
          ms: heal.when.plusMs,
          to: (plusMs) => changed({ heal: { when: { ...heal.when, plusMs } } }),
        };
  const strikes = timesOfStrike(planned).map(({ to, ...time }) => ({
    ...time,
    to: (ms: number) => changed({ strike: to(ms) }),
  }));
  return [wait, hold, ...strikes];
}

type StrikeTime = Omit<PlanTime, 'to'> & { readonly to: (ms: number) => Strike };

function timesOfStrike({ fault, strike }: PlannedFault): readonly StrikeTime[] {
  const of = 'strike' as const;
  switch (strike.kind) {
    case 'latency':
      return [
        { name: `the latency of ${fault}`, of, ms: strike.latencyMs, to: (ms) => ({ ...strike, latencyMs: ms }) },
        { name: `the jitter of ${fault}`, of, ms: strike.jitterMs, to: (ms) => ({ ...strike, jitterMs: ms }) },
      ];
    case 'flap':
      return [
        { name: `how long ${fault} is down`, of, ms: strike.downMs, to: (ms) => ({ ...strike, downMs: ms }) },
        { name: `how long ${fault} is up`, of, ms: strike.upMs, to: (ms) => ({ ...strike, upMs: ms }) },
      ];
    case 'failpoint': {
      const { delayMs } = strike;
      if (delayMs === undefined) return [];
      return [{ name: `the delay of ${fault}`, of, ms: delayMs, to: (ms) => ({ ...strike, delayMs: ms }) }];
    }
    default:
      return [];
  }
}

/** Tasks that do work of their own: what a sub-workflow's tasks take stays as it is. */
function ownWork({ tasks }: PlannedWorkflow): readonly PlannedTask[] {
  return tasks.filter(({ runs }) => runs === undefined);
}

function timesOfTasks(plan: Plan): readonly PlanTime[] {
  return plan.workflows.flatMap((workflow) =>
    ownWork(workflow).map((task): PlanTime => {
      const changed = (milliseconds: number): PlannedTask[] =>
        workflow.tasks.map((each) => (each === task ? { ...task, milliseconds } : each));
      return {
        name: `the length of task ${task.name} of ${workflow.name}`,
        of: 'task',
        ms: task.milliseconds,
        to: (ms) => ({
          ...plan,
          workflows: plan.workflows.map((each) => (each === workflow ? { ...workflow, tasks: changed(ms) } : each)),
        }),
      };
    }),
  );
}
