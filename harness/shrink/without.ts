import type { Plan, PlannedFault, PlannedTrigger, PlannedWorkflow } from '../plan-schema.ts';
import { readTarget } from '../strikes.ts';

/** The plan with these of its faults only. What waited for one that is gone waits for what that one waited for, so much longer. */
export function keepFaults(plan: Plan, names: ReadonlySet<string>): Plan {
  const gone = plan.faults.filter(({ fault }) => !names.has(fault));
  let faults: readonly PlannedFault[] = plan.faults;
  for (const { fault } of gone) faults = withoutFault(faults, fault);
  return { ...plan, faults: [...faults] };
}

function withoutFault(faults: readonly PlannedFault[], name: string): PlannedFault[] {
  // As it is by now: others before it may have been taken out.
  const gone = faults.find(({ fault }) => fault === name);
  if (!gone) return [...faults];
  return faults
    .filter((fault) => fault !== gone)
    .map((fault) => ({
      ...fault,
      target: targetWithout(fault.target, gone),
      strike:
        fault.strike.kind === 'partition'
          ? { ...fault.strike, from: targetWithout(fault.strike.from, gone) }
          : fault.strike,
      when: triggerWithout(fault.when, gone),
      heal: 'when' in fault.heal ? { when: triggerWithout(fault.heal.when, gone) } : fault.heal,
    }));
}

function targetWithout(text: string, gone: PlannedFault): string {
  const target = readTarget(text);
  return target?.role === 'target-of' && target.fault === gone.fault ? gone.target : text;
}

function triggerWithout(trigger: PlannedTrigger, gone: PlannedFault): PlannedTrigger {
  const { occasion } = trigger;
  if (occasion.on !== 'fault' || occasion.fault !== gone.fault) return trigger;
  const healed = occasion.step === 'healed';
  const begun = later(gone.when, trigger);
  if (!healed) return begun;
  if ('afterMs' in gone.heal) return { ...begun, plusMs: begun.plusMs + gone.heal.afterMs };
  // What ends it may wait for its own beginning, but no longer for its end.
  const end = gone.heal.when;
  const endless = end.occasion.on === 'fault' && end.occasion.fault === gone.fault && end.occasion.step === 'healed';
  return endless ? begun : triggerWithout(later(end, trigger), gone);
}

function later({ occasion, plusMs, withinMs }: PlannedTrigger, after: PlannedTrigger): PlannedTrigger {
  return { occasion, plusMs: plusMs + after.plusMs, withinMs: withinMs + after.withinMs };
}

/** The plan with these of its workflows only, by their places. */
export function keepWorkflows(plan: Plan, places: ReadonlySet<number>): Plan {
  return { ...plan, workflows: plan.workflows.filter((_, place) => places.has(place)) };
}

/**
 * The plan with the tasks that are wanted only; what came after one that is gone comes after what that one came after.
 * @returns nothing where a workflow would have no task.
 */
export function keepTasks(plan: Plan, wanted: (workflow: number, task: string) => boolean): Plan | undefined {
  const workflows = plan.workflows.map((workflow, place) => keepTasksOf(workflow, (task) => wanted(place, task)));
  return workflows.every(({ tasks }) => tasks.length > 0) ? { ...plan, workflows } : undefined;
}

function keepTasksOf(workflow: PlannedWorkflow, wanted: (task: string) => boolean): PlannedWorkflow {
  // Tasks are listed in an order in which they can run, so that what a task stands for is known when it is named.
  const standsFor = new Map<string, readonly string[]>();
  const tasks = workflow.tasks.flatMap((task) => {
    const after = [...new Set(task.after.flatMap((before) => standsFor.get(before) ?? [before]))];
    standsFor.set(task.name, wanted(task.name) ? [task.name] : after);
    return wanted(task.name) ? [{ ...task, after }] : [];
  });
  return { ...workflow, tasks };
}
