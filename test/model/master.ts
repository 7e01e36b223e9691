import type { Command, TaskRow } from './database.ts';
import { failOverMaster, failOverWorker } from './failover.ts';
import { Memory, type TaskMemory } from './memory.ts';
import type { Session } from './registry.ts';
import { resume } from './resume.ts';
import { advance, finish } from './schedule.ts';
import type { Running } from './worker.ts';
import type { World } from './world.ts';
import { haunt } from './zombie.ts';

/** A scheduler's process: its session, what it remembers of its workflows, and what it still does. */
export class Master {
  readonly world: World;
  readonly name: string;
  readonly memory = new Map<number, Memory>();
  /** Losses that it wants to handle, and the session in which it waits for their locks. */
  readonly contends = new Map<Session, Session>();
  session: Session;
  up = true;
  paused = false;
  /** Its way to the registry. */
  linked = true;
  /** It knows that its session is over, and has no other yet. */
  waiting = false;
  #life = 0;
  #frozen: (() => void)[] = [];

  constructor(world: World, name: string) {
    this.world = world;
    this.name = name;
    this.session = world.registry.open(name);
    world.engine(name, 'start');
    world.log(name, 'started');
    this.#scan();
  }

  /** Does something after some milliseconds; frozen, when it is thawed; killed, never. */
  act(from: number, to: number, action: () => void): void {
    const life = this.#life;
    const now = () => {
      if (!this.up || life !== this.#life) return;
      if (this.paused) this.#frozen.push(now);
      else action();
    };
    this.world.after(from, to, now);
  }

  /** A step for a workflow: done only while this master may act for it. */
  step(memory: Memory, from: number, to: number, action: () => void): void {
    this.act(from, to, () => {
      switch (this.#may(memory)) {
        case 'yes':
          action();
          return;
        case 'wait':
          this.step(memory, 100, 100, action);
          return;
        case 'no':
          if (this.memory.get(memory.workflow) === memory) this.memory.delete(memory.workflow);
      }
    });
  }

  #may(memory: Memory): 'yes' | 'wait' | 'no' {
    if (this.memory.get(memory.workflow) !== memory) return 'no';
    const fence = this.world.database.fences.get(memory.workflow);
    const stale = fence?.session !== this.session;
    if (this.world.settings.bugs.has('no-fencing')) {
      if (stale) this.world.struck('no-fencing');
      return 'yes';
    }
    return stale ? 'no' : this.lease();
  }

  /** Whether it can be sure of its session: `wait` while it does not know. */
  lease(): 'yes' | 'wait' | 'no' {
    const { session, world } = this;
    if (session.ended || this.waiting) return 'no';
    if (session.heard === 'now') return 'yes';
    return world.now < session.heard + Math.floor((world.settings.sessionTimeout * 2) / 3) ? 'yes' : 'wait';
  }

  /** Takes a command, if it can. @returns whether it did. */
  take(command: Command): boolean {
    if (!this.up || this.paused || this.lease() !== 'yes') return false;
    const { database, truth } = this.world;
    const transaction = database.transaction();
    const pen = { writer: this.name, transaction };
    const workflow = command.workflow ?? database.id();
    this.world.log(this.name, 'command-taken', { workflow });
    const row = database.workflows.get(workflow);
    const cause = command.kind === 'RECOVER_TOLERANCE_FAULT_PROCESS' ? 'failover' : 'wish';
    if (cause === 'failover' && row?.final) {
      database.deleteCommand({ ...pen, cause }, command);
      return true;
    }
    const fields = { state: 'RUNNING_EXECUTION', owner: this.name };
    if (row) database.updateWorkflow({ ...pen, cause }, workflow, fields);
    else {
      const { definition } = command;
      database.insertWorkflow({ ...pen, cause }, { workflow, definition, final: false, ...fields });
    }
    database.deleteCommand({ ...pen, cause }, command);
    if (cause === 'failover') haunt(this, workflow);
    database.fences.set(workflow, { master: this.name, session: this.session });
    truth.takeovers.push({ workflow, master: this.name, at: this.world.now });
    for (const wish of truth.wishes) if (wish.command === command.command) wish.takenAt = this.world.now;
    const memory = new Memory(workflow, this.#shapeOf(command.definition));
    this.memory.set(workflow, memory);
    this.#begin(memory, command.kind);
    return true;
  }

  #begin(memory: Memory, kind: string): void {
    const { database } = this.world;
    const pen = { writer: this.name, cause: 'wish' } as const;
    if (kind === 'RECOVER_TOLERANCE_FAULT_PROCESS') resume(this, memory);
    if (kind === 'REPEAT_RUNNING') this.#invalidate(database.validTasks(memory.workflow), pen);
    if (kind === 'START_FAILURE_TASK_PROCESS') {
      for (const row of database.validTasks(memory.workflow)) {
        if (row.state === 'SUCCESS' || row.state === 'FORCED_SUCCESS') memory.task(row.task).status = 'done';
        else this.#invalidate([row], pen);
      }
    }
    advance(this, memory);
  }

  #invalidate(rows: readonly TaskRow[], pen: { writer: string; cause: 'wish' }): void {
    for (const row of rows) this.world.database.updateTask(pen, row.taskInstance, { valid: false });
  }

  #shapeOf(definition: number) {
    const shape = this.world.truth.shapes.find((each) => each.definition === definition);
    if (!shape) throw new Error(`no definition ${definition}`);
    return shape;
  }

  /** A worker tells of a process's end. */
  hear(running: Running): void {
    const { workflow, task, instance } = running.process;
    const memory = this.memory.get(workflow);
    if (!memory) return;
    this.step(memory, 0, 5, () => {
      const own: TaskMemory = memory.task(task);
      running.reportTo.delete(this);
      const same = own.instance === instance && own.retry === running.process.dispatch.retry;
      const isResult = same && !own.killing;
      if (own.status === 'open' && isResult) finish(this, memory, own, running.process);
    });
  }

  /** Another server's session is over. */
  onLoss(server: string, session: Session): void {
    if (server.startsWith('worker')) failOverWorker(this, server);
    else failOverMaster(this, server, session);
  }

  /** Looks now and then for workflows whose owner is gone. */
  #scan(): void {
    this.act(1_000, 1_500, () => {
      for (const [workflow, fence] of this.world.database.fences) {
        const row = this.world.database.workflows.get(workflow);
        if (fence.session.ended && row && !row.final) failOverMaster(this, fence.master, fence.session);
      }
      for (const { name } of this.world.workers) failOverWorker(this, name);
      this.#scan();
    });
  }

  die(exitCode: number): void {
    this.up = false;
    this.#life += 1;
    this.#frozen = [];
    this.memory.clear();
    this.world.registry.silence(this.session);
    this.world.truth.losses.push({ loss: this.session.id, server: this.name, at: this.world.now });
    this.world.died(this.name, exitCode);
  }

  start(): void {
    this.up = true;
    this.world.engine(this.name, 'start');
    this.world.log(this.name, 'started');
    this.#register();
    this.#scan();
  }

  pause(): void {
    this.paused = true;
    this.world.registry.silence(this.session);
    this.world.engine(this.name, 'pause');
  }

  thaw(): void {
    this.paused = false;
    this.world.engine(this.name, 'unpause');
    this.#reconnect();
    const frozen = this.#frozen;
    this.#frozen = [];
    for (const action of frozen) this.world.after(1, 60, action);
  }

  cut(): void {
    this.linked = false;
    const { session, world } = this;
    world.registry.silence(session);
    const { sessionTimeout, tick, bugs } = world.settings;
    const patience = bugs.has('no-fencing') ? (sessionTimeout * 5) / 3 : sessionTimeout;
    const ms = Math.ceil((Math.ceil(patience) + tick) / 1_000) + 100;
    this.act(ms, ms, () => {
      if (this.session === session && session.ended) this.#noticeLoss();
    });
  }

  heal(): void {
    this.linked = true;
    if (this.waiting) this.#comeBack();
    else this.#reconnect();
  }

  /** Its way to the registry is open again: either its session is still there, or it will soon know that it is not. */
  #reconnect(): void {
    const { session } = this;
    if (!session.ended) {
      session.heard = 'now';
      return;
    }
    const slow = this.world.settings.bugs.has('no-fencing') ? 2_500 : 500;
    this.act(50, slow, () => {
      if (this.session === session && !this.waiting) this.#noticeLoss();
    });
  }

  #noticeLoss(): void {
    // It has noticed already: Curator tells a session's loss once.
    if (this.waiting) return;
    this.memory.clear();
    this.waiting = true;
    this.world.log(this.name, 'registry-disconnected');
    if (this.world.settings.disconnectStrategy === 'stop') {
      this.world.log(this.name, 'stopping');
      this.die(0);
      return;
    }
    this.world.log(this.name, 'waiting');
    if (this.linked) this.#comeBack();
  }

  #comeBack(): void {
    if (this.world.strikes('never-back', 60)) {
      this.world.truth.missing.add(this.name);
      return;
    }
    this.act(100, 600, () => {
      if (!this.linked || !this.waiting) return;
      this.world.log(this.name, 'recovered');
      this.#register();
    });
  }

  #register(): void {
    this.waiting = false;
    this.session = this.world.registry.open(this.name);
  }
}
