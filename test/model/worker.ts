import type { Master } from './master.ts';
import type { Session } from './registry.ts';
import type { Dispatch, Process } from './timeline.ts';
import type { World } from './world.ts';

/** What the task of a workflow is like when it runs. Length in µs. */
export interface Work {
  readonly length: number;
  readonly exitCode: number;
}

/** A process as its worker knows it: who is to hear of its end and has not. */
export interface Running {
  readonly process: Process;
  readonly endsAt: number;
  readonly reportTo: Set<Master>;
}

/** Runs processes, and tells masters of their ends until they have heard it. */
export class Worker {
  readonly name: string;
  readonly running: Running[] = [];
  up = true;
  session: Session;
  /** What it has received and not begun. */
  readonly #waiting = new Set<Dispatch>();
  readonly #world: World;
  readonly #workOf: (dispatch: Dispatch) => Work;

  constructor(world: World, name: string, workOf: (dispatch: Dispatch) => Work) {
    this.#world = world;
    this.name = name;
    this.#workOf = workOf;
    this.session = world.registry.open(name);
    world.engine(name, 'start');
  }

  /** The processes of an attempt that this worker knows of. */
  find(instance: number, retry: number): readonly Running[] {
    if (!this.up) return [];
    return this.running.filter(({ process }) => process.instance === instance && process.dispatch.retry === retry);
  }

  /**
   * Has a task run that was sent here; some versions refuse what they have already. Those take up what they have received in any order, and say so of what
   * they took, at a moment of its own.
   */
  receive(dispatch: Dispatch, from: Master, answered: (answer: 'accepted' | 'refused' | 'lost') => void): void {
    if (!this.up) {
      answered('lost');
      return;
    }
    const world = this.#world;
    dispatch.receivedAt = world.now;
    world.received(this.name, dispatch);
    if (!world.settings.refuses) {
      answered(this.#take(dispatch, from));
      return;
    }
    world.after(0, 20, () => {
      if (!this.up || this.#has(dispatch)) {
        answered(this.up ? 'refused' : 'lost');
        return;
      }
      const { workflow, task, instance: taskInstance } = dispatch;
      world.after(0, 5, () => {
        if (this.up) world.log(this.name, 'task-accepted', { workflow, task, taskInstance });
      });
      answered(this.#take(dispatch, from));
    });
  }

  #take(dispatch: Dispatch, from: Master): 'accepted' {
    const world = this.#world;
    this.#waiting.add(dispatch);
    const begin = () => {
      if (this.#waiting.delete(dispatch)) this.#run(dispatch, from);
    };
    if (world.settings.dispatchesTold === 'by sender') begin();
    else world.after(0, 60, begin);
    return 'accepted';
  }

  #has({ instance, retry }: Dispatch): boolean {
    const isIt = (each: Dispatch) => each.instance === instance && each.retry === retry;
    const runs = this.running.some(({ process }) => process.to === undefined && isIt(process.dispatch));
    return runs || [...this.#waiting].some(isIt);
  }

  #run(dispatch: Dispatch, from: Master): void {
    const world = this.#world;
    const { length, exitCode } = this.#workOf(dispatch);
    const process: Process = {
      name: `${this.name}:${100 + world.truth.processes.length}:${world.now}`,
      worker: this.name,
      workflow: dispatch.workflow,
      task: dispatch.task,
      instance: dispatch.instance,
      dispatch,
      from: world.now,
      to: undefined,
      exitCode: undefined,
      signs: [],
    };
    const running = { process, endsAt: world.now + length, reportTo: new Set([from]) };
    world.truth.processes.push(process);
    this.running.push(running);
    world.plan(running.endsAt, () => this.#end(running, exitCode));
  }

  /** A signal that the process may catch. */
  kill(running: Running): void {
    this.#end(running, this.#world.dice.chance(50) ? 143 : null);
  }

  /** Tells those who have not heard of an end, again and again. */
  report(running: Running): void {
    if (!this.up || running.reportTo.size === 0) return;
    for (const master of running.reportTo) master.act(1, 20, () => master.hear(running));
    this.#world.after(500, 500, () => this.report(running));
  }

  /** It stops at once, and all its processes with it. */
  die(): void {
    for (const running of this.running) this.#end(running, null);
    this.up = false;
    this.running.length = 0;
    this.#waiting.clear();
    this.#world.registry.silence(this.session);
    this.#world.died(this.name, 137);
  }

  start(): void {
    this.up = true;
    this.#world.engine(this.name, 'start');
    this.session = this.#world.registry.open(this.name);
  }

  /** What those that still run have told by now. */
  flush(): void {
    for (const { process } of this.running) if (process.to === undefined) this.#tell(process, this.#world.now);
  }

  #end(running: Running, exitCode: number | null): void {
    const { process } = running;
    if (process.to !== undefined) return;
    const { now } = this.#world;
    process.to = now;
    process.exitCode = exitCode;
    this.#tell(process, now);
    if (exitCode !== null) {
      process.signs.push(now);
      const end = { source: 'witness', type: 'execution.end', execution: process.name, exitCode } as const;
      this.#world.record.tell(now, end, process.name);
    }
    this.report(running);
  }

  #tell({ name, workflow, task, instance, from, signs }: Process, until: number): void {
    const { record, settings } = this.#world;
    const key = { workflow, task, taskInstance: instance };
    record.tell(from, { source: 'witness', type: 'execution.start', execution: name, worker: this.name, ...key }, name);
    signs.push(from);
    for (let at = from + settings.beatEvery; at < until; at += settings.beatEvery) {
      record.tell(at, { source: 'witness', type: 'execution.beat', execution: name }, name);
      signs.push(at);
    }
  }
}
