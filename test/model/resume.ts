import type { TaskRow } from './database.ts';
import { dispatch } from './dispatch.ts';
import type { Master } from './master.ts';
import type { Memory, TaskMemory } from './memory.ts';
import { replace, retry } from './schedule.ts';
import type { Running, Worker } from './worker.ts';

/** A kill that is sent now has done its work before so much time has passed, µs. */
const KILL_LATENCY = 1_000_000;

/** A new owner finds out how far a workflow is, and goes on from there. */
export function resume(master: Master, memory: Memory): void {
  for (const row of master.world.database.validTasks(memory.workflow)) {
    const task = memory.task(row.task);
    task.instance = row.taskInstance;
    task.retry = row.retry;
    if (row.state === 'SUCCESS' || row.state === 'FORCED_SUCCESS') task.status = 'done';
    else if (row.state === 'FAILURE' && row.retry >= task.retries) task.status = 'failed';
    else if (row.state === 'FAILURE') retry(master, memory, task);
    else recover(master, memory, task, row);
  }
}

function recover(master: Master, memory: Memory, task: TaskMemory, row: TaskRow): void {
  const { world } = master;
  task.status = 'open';
  task.worker = row.worker ?? undefined;
  task.sentAt = world.now;
  master.step(memory, 5, 100, () => {
    if (task.instance !== row.taskInstance || task.status !== 'open' || task.killing) return;
    if (!row.final && world.strikes('same-instance', 70)) {
      dispatch(master, memory, task);
      return;
    }
    const found = world.workers.flatMap((worker) =>
      worker.find(row.taskInstance, row.retry).map((running) => ({ worker, running })),
    );
    const [first] = found.filter(({ running }) => running.process.to === undefined).concat(found);
    if (first) takeOver(master, memory, task, first.worker, first.running);
    else if (world.workers.some(({ up, name }) => !up && world.registry.has(name))) recover(master, memory, task, row);
    else if (row.state === 'SUBMITTED_SUCCESS') dispatch(master, memory, task);
    else replace(master, memory, task, row.state === 'NEED_FAULT_TOLERANCE' ? 'KILL' : 'NEED_FAULT_TOLERANCE');
  });
}

function takeOver(master: Master, memory: Memory, task: TaskMemory, worker: Worker, running: Running): void {
  const { world, name } = master;
  const { process } = running;
  world.log(name, 'task-failover', { workflow: memory.workflow, task: task.task, taskInstance: task.instance });
  task.worker = worker.name;
  const row = world.database.tasks.get(task.instance);
  if (process.to !== undefined && row?.final) {
    replace(master, memory, task, 'KILL');
  } else if (process.to !== undefined || (world.settings.adopts && !row?.final)) {
    if (!world.settings.bugs.has('no-fencing')) running.reportTo.clear();
    running.reportTo.add(master);
    if (process.to !== undefined) worker.report(running);
  } else killFirst(master, memory, task, worker, running);
}

/** Kills the process of an attempt, waits for its end, and makes another. */
function killFirst(master: Master, memory: Memory, task: TaskMemory, worker: Worker, running: Running): void {
  const { world } = master;
  const surely = running.endsAt - world.now > KILL_LATENCY;
  const pen = { writer: master.name, cause: 'failover' } as const;
  const alreadyOff = world.database.tasks.get(task.instance)?.final === true;
  const writtenOff = alreadyOff || (surely && world.dice.chance(60));
  const { instance } = task;
  task.killing = true;
  if (surely && world.strikes('lost-kill', 70)) {
    if (!alreadyOff) world.database.updateTask(pen, instance, { state: 'NEED_FAULT_TOLERANCE' });
    running.reportTo.clear();
    task.killing = false;
    replace(master, memory, task, 'KILL');
    return;
  }
  if (writtenOff && !alreadyOff) world.database.updateTask(pen, instance, { state: 'NEED_FAULT_TOLERANCE' });
  if (!(writtenOff && world.strikes('orphan-kill', 80))) world.after(5, 100, () => worker.kill(running));
  waitForEnd(master, memory, task, worker, running, writtenOff);
}

function waitForEnd(
  master: Master,
  memory: Memory,
  task: TaskMemory,
  worker: Worker,
  running: Running,
  writtenOff: boolean,
): void {
  master.step(memory, 20, 150, () => {
    if (task.instance !== running.process.instance) return;
    const { to, exitCode } = running.process;
    if (to === undefined) {
      waitForEnd(master, memory, task, worker, running, writtenOff);
      return;
    }
    task.killing = false;
    if (!writtenOff && to === running.endsAt && exitCode !== null) {
      running.reportTo.add(master);
      worker.report(running);
      return;
    }
    running.reportTo.clear();
    replace(master, memory, task, writtenOff ? 'KILL' : 'NEED_FAULT_TOLERANCE');
  });
}
