import type { Master } from './master.ts';
import type { Memory, TaskMemory } from './memory.ts';
import type { Dispatch } from './timeline.ts';
import type { Worker } from './worker.ts';

/** Sends the task to a worker once its delay is over, then writes that it did. */
export function dispatch(master: Master, memory: Memory, task: TaskMemory, isAgain = false): void {
  const { world } = master;
  const { instance, retry } = task;
  const worker = pickWorker(master);
  const rest = world.database.firstSubmitted(memory.workflow, task.task) + task.delay - world.now;
  if (!worker || rest > 0) {
    const ms = rest > 0 ? Math.ceil(rest / 1_000) : 300;
    master.step(memory, ms, ms, () => {
      if (task.instance === instance && task.retry === retry) dispatch(master, memory, task, isAgain);
    });
    return;
  }
  send(master, memory, task, worker);
  // Not of what was refused and is sent again: there would be twice as many at each turn.
  if (!isAgain && world.strikes('lost-ack', 40)) {
    master.step(memory, 200, 1_500, () => {
      if (task.instance === instance && task.status === 'open') dispatch(master, memory, task);
    });
  }
}

function pickWorker({ world }: Master): Worker | undefined {
  const registered = world.workers.filter(({ name }) => world.registry.has(name));
  return registered.length === 0 ? undefined : world.dice.pick(registered);
}

function send(master: Master, memory: Memory, task: TaskMemory, worker: Worker): void {
  const { world } = master;
  const { dispatchesTold } = world.settings;
  const { instance, retry } = task;
  const sent: Dispatch = {
    master: master.name,
    worker: worker.name,
    at: world.now,
    workflow: memory.workflow,
    task: task.task,
    instance,
    retry,
    receivedAt: undefined,
    rowAt: undefined,
    loggedAt: undefined,
  };
  world.truth.dispatches.push(sent);
  task.worker = worker.name;
  task.sentAt = world.now;
  task.killing = false;
  if (dispatchesTold === 'by sender')
    world.log(master.name, 'task-dispatching', { ...keyOf(memory, task), about: worker.name });
  const isSame = () =>
    task.instance === instance && task.retry === retry && world.database.tasks.get(instance)?.final === false;
  const write = () =>
    master.step(memory, 0, 150, () => {
      if (isSame()) writeDispatch(master, memory, task, sent, worker.name);
    });
  if (!world.settings.refuses) {
    world.after(2, 80, () => worker.receive(sent, master, () => undefined));
    write();
    return;
  }
  const again = () =>
    master.step(memory, 50, 150, () => {
      world.log(master.name, 'dispatch-failed');
      if (isSame() && task.status === 'open') dispatch(master, memory, task, true);
    });
  world.after(2, 80, () =>
    worker.receive(sent, master, (answer) => {
      if (answer === 'refused') again();
      else write();
    }),
  );
}

/** As in 3.2.2, where workers tell: the row DISPATCH is for a task instance that waits for it, not for one that waited out a delay or runs. */
function writeDispatch(master: Master, memory: Memory, task: TaskMemory, sent: Dispatch, worker: string): void {
  const { world, name: writer } = master;
  const pen = { writer, cause: 'ordinary' } as const;
  const byWorker = world.settings.dispatchesTold === 'by worker';
  const row = world.database.tasks.get(sent.instance);
  if (byWorker && (task.delay > 0 || row?.state !== 'SUBMITTED_SUCCESS')) {
    world.database.updateTask(pen, sent.instance, { state: 'RUNNING_EXECUTION', worker });
    return;
  }
  world.database.updateTask(pen, sent.instance, { state: 'DISPATCH', worker });
  sent.rowAt = world.now;
  master.act(0, 3, () => {
    sent.loggedAt = world.now;
    const about = { ...keyOf(memory, task), taskInstance: sent.instance };
    world.log(writer, 'task-dispatched', { ...(byWorker ? {} : about), about: worker });
  });
  master.step(memory, 20, 150, () => {
    const now = world.database.tasks.get(sent.instance);
    const began = world.workers.some((each) => each.find(sent.instance, sent.retry).length > 0);
    if (now?.state === 'DISPATCH' && began)
      world.database.updateTask(pen, sent.instance, { state: 'RUNNING_EXECUTION' });
  });
}

/** What a line of a log says of a task instance. */
export function keyOf({ workflow }: Memory, { task, instance }: TaskMemory) {
  return { workflow, task, taskInstance: instance };
}
