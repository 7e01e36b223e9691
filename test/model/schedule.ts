import type { Pen } from './database.ts';
import { dispatch, keyOf } from './dispatch.ts';
import type { Master } from './master.ts';
import type { Memory, TaskMemory } from './memory.ts';
import type { Process } from './timeline.ts';

/** Starts what can be started, and ends the workflow when nothing is left. */
export function advance(master: Master, memory: Memory): void {
  const { world } = master;
  master.step(memory, 0, 10, () => {
    if (world.strikes('stuck', 20)) {
      master.memory.delete(memory.workflow);
      return;
    }
    const ready = memory.tasks.filter((task) => task.status === 'waiting' && isReady(master, memory, task));
    for (const task of ready) begin(master, memory, task);
    const open = memory.tasks.some(({ status }) => status === 'open');
    if (!open && ready.length === 0) settle(master, memory);
  });
}

function isReady({ world }: Master, memory: Memory, task: TaskMemory): boolean {
  return task.after.every((code) => {
    const predecessor = memory.task(code);
    if (predecessor.status === 'done' || predecessor.pretended) return true;
    predecessor.pretended = predecessor.status === 'open' && world.strikes('early-successor', 50);
    return predecessor.pretended;
  });
}

function begin(master: Master, memory: Memory, task: TaskMemory): void {
  if (master.world.strikes('skip-task', 25)) {
    task.status = 'done';
    advance(master, memory);
    return;
  }
  task.status = 'open';
  const { database, dice, settings } = master.world;
  const other = database.validTasks(memory.workflow).find((row) => row.task === task.task && !row.final);
  // As in 3.2.2: where the row of the task is there already, it is used (apache/dolphinscheduler#16759).
  if (other && settings.bugs.has('no-fencing') && dice.chance(50)) task.instance = other.taskInstance;
  else insertAttempt(master, memory, task);
  if (task.after.length === 0 && settings.bugs.has('early-successor')) advance(master, memory);
  master.step(memory, 2, 50, () => dispatch(master, memory, task));
}

function insertAttempt(master: Master, memory: Memory, task: TaskMemory): void {
  const { world, name: writer } = master;
  task.instance = world.database.id();
  task.worker = undefined;
  const attempt = { workflow: memory.workflow, task: task.task, taskInstance: task.instance, retry: task.retry };
  const row = { ...attempt, state: 'SUBMITTED_SUCCESS', final: false, valid: true, worker: null };
  world.database.insertTask({ writer, cause: 'ordinary' }, row);
  world.log(writer, 'task-submitted', keyOf(memory, task));
}

/** A process has ended by itself: its result is written, and what follows from it is done. */
export function finish(master: Master, memory: Memory, task: TaskMemory, process: Process): void {
  const { world } = master;
  const good = (process.exitCode === 0) !== world.strikes('wrong-word', 30);
  const state = good ? 'SUCCESS' : 'FAILURE';
  const pen = { writer: master.name, cause: 'ordinary' } as const;
  world.database.updateTask(pen, task.instance, { state });
  world.log(master.name, 'task-result', keyOf(memory, task));
  if (world.strikes('resurrect', 30)) resurrect(master, memory, pen, task.instance, state);
  if (good) task.status = 'done';
  else if (task.retry < task.retries) {
    retry(master, memory, task);
    return;
  } else task.status = 'failed';
  advance(master, memory);
}

function resurrect(master: Master, memory: Memory, pen: Pen, instance: number, state: string): void {
  const { database, dice } = master.world;
  master.step(memory, 50, 800, () => {
    database.updateTask(pen, instance, { state: dice.pick(['RUNNING_EXECUTION', 'KILL']) });
    if (dice.chance(50)) master.step(memory, 50, 300, () => database.updateTask(pen, instance, { state }));
  });
}

/** Runs a task that failed once more, after a while. */
export function retry(master: Master, memory: Memory, task: TaskMemory): void {
  const { database, settings } = master.world;
  const failed = task.instance;
  const pen = { writer: master.name, cause: 'retry' } as const;
  task.status = 'open';
  task.killing = true;
  master.step(memory, 100, 1_500, () => {
    if (task.instance !== failed) return;
    task.retry += 1;
    task.killing = false;
    task.worker = undefined;
    if (settings.retriesInRow) {
      database.updateTask(pen, failed, { state: 'SUBMITTED_SUCCESS', retry: task.retry, worker: null });
    } else {
      database.updateTask(pen, failed, { valid: false });
      insertAttempt(master, memory, task);
    }
    master.step(memory, 2, 50, () => dispatch(master, memory, task));
  });
}

/** Writes an attempt off, and makes another. */
export function replace(master: Master, memory: Memory, task: TaskMemory, state: string): void {
  const pen = { writer: master.name, cause: 'failover' } as const;
  master.world.database.updateTask(pen, task.instance, { state, valid: false });
  insertAttempt(master, memory, task);
  const { instance } = task;
  master.step(memory, 2, 50, () => {
    if (task.instance === instance) dispatch(master, memory, task);
  });
}

function settle(master: Master, memory: Memory): void {
  const { world } = master;
  const { workflow } = memory;
  const state = memory.tasks.some(({ status }) => status === 'failed') ? 'FAILURE' : 'SUCCESS';
  const pen = { writer: master.name, cause: 'ordinary' } as const;
  world.database.updateWorkflow(pen, workflow, { state, owner: master.name });
  if (world.strikes('resurrect', 30)) {
    const again = state === 'SUCCESS' ? 'FAILURE' : 'SUCCESS';
    master.step(memory, 50, 800, () => world.database.updateWorkflow(pen, workflow, { state: again }));
    return;
  }
  master.memory.delete(workflow);
  world.onFinal(workflow, state);
}
