import type { Master } from './master.ts';
import type { TaskMemory } from './memory.ts';
import type { Session } from './registry.ts';
import { replace } from './schedule.ts';
import type { Section } from './timeline.ts';

/** Frees the workflows of a master that is gone, under its lock, so that a command has others take them. */
export function failOverMaster(master: Master, server: string, loss: Session): void {
  const { world } = master;
  if (master.lease() !== 'yes' || needy(master, loss).length === 0) return;
  if (world.settings.bugs.has('double-failover')) {
    const workflows = needy(master, loss);
    master.act(1, 2_000, () => section(master, server, loss, workflows, () => {}));
    return;
  }
  const { session } = master;
  if (master.contends.get(loss) === session) return;
  master.contends.set(loss, session);
  const release = world.registry.lock(`failover/masters/${server}`, session, () => {
    master.act(1, 30, () => {
      master.contends.delete(loss);
      const workflows = needy(master, loss);
      if (session.ended) return;
      const early = world.strikes('early-unlock', 80);
      if (workflows.length === 0 && !world.settings.bugs.has('early-unlock')) release();
      else section(master, server, loss, workflows, release);
      if (early) release();
    });
  });
}

/** Workflows that a lost session still owns. */
function needy({ world: { database } }: Master, loss: Session): readonly number[] {
  return [...database.fences]
    .filter(([workflow, fence]) => fence.session === loss && database.workflows.get(workflow)?.final === false)
    .map(([workflow]) => workflow);
}

function section(
  master: Master,
  server: string,
  loss: Session,
  workflows: readonly number[],
  release: () => void,
): void {
  const { world, name, session } = master;
  const own: Section = { about: server, master: name, from: world.now, to: undefined };
  world.truth.sections.push(own);
  world.log(name, 'failover-start', { about: server });
  const left = [...workflows];
  const next = () => {
    master.act(10, 200, () => {
      if (session.ended) return;
      if (master.lease() !== 'yes') {
        next();
        return;
      }
      const workflow = left.shift();
      if (workflow === undefined) {
        own.to = world.now;
        world.log(name, 'failover-finish', { about: server });
        release();
      } else {
        free(master, server, loss, workflow);
        next();
      }
    });
  };
  next();
}

function free(master: Master, server: string, loss: Session, workflow: number): void {
  const { world, name: writer } = master;
  const { database, truth } = world;
  const row = database.workflows.get(workflow);
  const fence = database.fences.get(workflow);
  const mine = fence?.session === loss;
  if (!row || row.final || (!mine && !world.settings.bugs.has('double-failover'))) return;
  if (!mine) world.struck('double-failover');
  const pen = { writer, cause: 'failover', transaction: database.transaction() } as const;
  database.updateWorkflow(pen, workflow, { owner: null });
  database.fences.delete(workflow);
  world.command(database.insertCommand(pen, 'RECOVER_TOLERANCE_FAULT_PROCESS', row.definition, workflow));
  truth.handlings.push({ loss: loss.id, workflow, master: writer, at: world.now });
  world.log(writer, 'workflow-failover', { workflow, about: server });
}

/** How long a task that was sent may be on its way, µs. */
const ON_ITS_WAY = 300_000;

/** A master gives up its own tasks on a worker that is gone, or was: their processes went with it. */
export function failOverWorker(master: Master, server: string): void {
  if (master.memory.size === 0) return;
  const { world, name } = master;
  const worker = world.workers.find((each) => each.name === server);
  if (master.lease() !== 'yes' || !worker || (!worker.up && world.registry.has(server))) return;
  const lost = [...master.memory.values()].flatMap((memory) =>
    memory.tasks.filter((task) => task.worker === server && isLost(master, task)).map((task) => ({ memory, task })),
  );
  if (lost.length === 0) return;
  world.log(name, 'failover-start', { about: server });
  for (const { memory, task } of lost) {
    const { instance, retry } = task;
    master.step(memory, 1, 50, () => {
      if (task.instance !== instance || task.retry !== retry || !isLost(master, task)) return;
      replace(master, memory, task, 'NEED_FAULT_TOLERANCE');
    });
  }
  master.act(50, 80, () => world.log(name, 'failover-finish', { about: server }));
}

function isLost({ world }: Master, { status, killing, instance, retry, sentAt }: TaskMemory): boolean {
  if (status !== 'open' || killing || world.now - sentAt < ON_ITS_WAY) return false;
  return world.workers.every((worker) => worker.find(instance, retry).length === 0);
}
