import type { Plan } from './plan-schema.ts';

/**
 * Whether a plan made from another asks a task to have run for longer than it is long, which the other did not: waiting for what cannot come costs a whole
 * deadline, try after try. Where a fault freezes the task it might still come; such plans are left to people.
 */
export function putsOutOfReach(before: Plan, after: Plan): boolean {
  return isReachable(before) && !isReachable(after);
}

/** Whether each task that a trigger waits for to have run so long is as long as that. */
function isReachable({ workflows, faults }: Plan): boolean {
  const lengthOf = (task: string): number =>
    Math.max(
      ...workflows.flatMap(({ tasks }) => tasks).map(({ name, milliseconds }) => (name === task ? milliseconds : 0)),
    );
  const triggers = faults.flatMap(({ when, heal }) => ('when' in heal ? [when, heal.when] : [when]));
  return triggers.every(
    ({ occasion, plusMs }) => occasion.on !== 'task' || occasion.is !== 'running' || plusMs < lengthOf(occasion.task),
  );
}
