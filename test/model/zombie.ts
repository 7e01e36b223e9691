import type { TaskRow } from './database.ts';
import type { Master } from './master.ts';

/** A workflow is being taken over from another master: a zombie writes what it remembers of it, later. */
export function haunt(successor: Master, workflow: number): void {
  const { world } = successor;
  const previous = world.truth.takeovers.findLast((takeover) => takeover.workflow === workflow)?.master;
  const zombie = world.masters.find(({ name }) => name === previous);
  if (!zombie || zombie === successor || !world.settings.bugs.has('zombie-write')) return;
  zombie.act(50, 2_500, () => {
    if (world.strikes('zombie-write', 80)) write(zombie, workflow);
  });
}

function write({ world, name: writer }: Master, workflow: number): void {
  const { database, dice } = world;
  const pen = { writer, cause: 'ordinary' } as const;
  const open: readonly TaskRow[] = database.validTasks(workflow).filter(({ final }) => !final);
  if (open.length > 0 && dice.chance(40)) {
    database.updateTask(pen, dice.pick(open).taskInstance, { state: dice.pick(['FAILURE', 'RUNNING_EXECUTION']) });
  } else {
    database.updateWorkflow(pen, workflow, { owner: writer });
  }
}
