import type { Plan, PlannedFault, PlannedTask } from './plan-schema.ts';

/** A time of a plan that can be another one. */
export interface PlanTime {
  /** For people: `the length of task long`. */
  readonly name: string;
  readonly of: 'task' | 'hold' | 'trigger';
  readonly ms: number;
  /** The same plan with another time in its place. */
  readonly to: (ms: number) => Plan;
}

/** Lengths of tasks, how long faults wait after their occasions, and how long they hold. Deadlines and grace are none: they only end a run. */
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
  return [wait, hold];
}

function timesOfTasks(plan: Plan): readonly PlanTime[] {
  return plan.workflows.flatMap((workflow) =>
    workflow.tasks.map((task): PlanTime => {
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
