import type { EventOf, HistoryEvent } from '../history/event.ts';
import { letterOf, type TaskKey } from '../history/task-key.ts';
import type { Micros } from '../history/time.ts';
import type { Past } from './forgotten.ts';

/** An event of the history that shows something at a moment. */
export interface Moment {
  readonly at: Micros;
  readonly seq: number;
}

/** One process of a task, as it told of itself. It was alive all the time from `start` to `last`, frozen or not. */
export interface Execution extends TaskKey {
  readonly name: string;
  /** A, B, C … in order of start within its task key: what sentences call it. */
  readonly letter: string;
  readonly worker: string;
  readonly taskInstance: number;
  readonly start: Moment;
  /** Its latest sign of life: its start, a heartbeat, or its own end. It moves on in place: who wants to keep it takes a copy. */
  readonly last: Moment;
  /** Known only where it told of its own end. */
  readonly exitCode: number | undefined;
}

interface OpenExecution extends Execution {
  readonly last: { at: Micros; seq: number };
  exitCode: number | undefined;
}

type WitnessEvent = Extract<HistoryEvent, { source: 'witness' }>;

const none: readonly Execution[] = [];

/** All executions. Heartbeats are folded into the last sign of life, so memory is one record for each execution. */
export class Executions {
  readonly #byName = new Map<string, OpenExecution>();
  /** By workflow and task: a number in each step, since to make and hash a text would be the dearest part of an event. */
  readonly #byTask = new Map<number, Map<number, readonly Execution[]>>();
  readonly #unknown = new Set<string>();
  /** The latest event and its execution: several checkers ask for it in turn. */
  #event: HistoryEvent | undefined;
  #current: OpenExecution | undefined;

  /** @returns the execution that the latest event tells of, once its start has been seen; nothing where it is of another witness. */
  of(event: HistoryEvent): Execution | undefined {
    return event === this.#event ? this.#current : undefined;
  }

  all(): Iterable<Execution> {
    return this.#byName.values();
  }

  /** Executions of one task key, in order of their start. */
  ofTask(key: TaskKey): readonly Execution[] {
    return this.#byTask.get(key.workflow)?.get(key.task) ?? none;
  }

  /** Executions of one workflow. */
  ofWorkflow(workflow: number): readonly Execution[] {
    return [...(this.#byTask.get(workflow)?.values() ?? [])].flat();
  }

  forget({ workflow, executions }: Past): void {
    this.#byTask.delete(workflow);
    for (const { name } of executions) this.#byName.delete(name);
  }

  /** The executions of each task key. */
  *byTask(): Iterable<readonly Execution[]> {
    for (const tasks of this.#byTask.values()) yield* tasks.values();
  }

  /** Names of executions with a heartbeat or an end, but no start: the witness missed something. */
  get unknown(): ReadonlySet<string> {
    return this.#unknown;
  }

  observe(event: WitnessEvent): void {
    this.#current = event.type === 'execution.start' ? this.#open(event) : this.#sign(event);
    this.#event = event;
  }

  #open(event: EventOf<'execution.start'>): OpenExecution {
    // A ledger that is read again tells of the same process again.
    const known = this.#byName.get(event.execution);
    if (known) return known;
    this.#unknown.delete(event.execution);
    const tasks = this.#tasksOf(event.workflow);
    const siblings = tasks.get(event.task) ?? none;
    const execution: OpenExecution = {
      name: event.execution,
      letter: letterOf(siblings.length),
      worker: event.worker,
      workflow: event.workflow,
      task: event.task,
      taskInstance: event.taskInstance,
      start: { at: event.at, seq: event.seq },
      last: { at: event.at, seq: event.seq },
      exitCode: undefined,
    };
    this.#byName.set(event.execution, execution);
    // Anew, since nearly every list has one entry, and an array that grows or is spread takes room for 17 at once.
    tasks.set(event.task, siblings.concat(execution));
    return execution;
  }

  #tasksOf(workflow: number): Map<number, readonly Execution[]> {
    const known = this.#byTask.get(workflow);
    if (known) return known;
    const tasks = new Map<number, readonly Execution[]>();
    this.#byTask.set(workflow, tasks);
    return tasks;
  }

  #sign(event: EventOf<'execution.beat'> | EventOf<'execution.end'>): OpenExecution | undefined {
    const execution = this.#byName.get(event.execution);
    if (!execution) {
      this.#unknown.add(event.execution);
      return undefined;
    }
    // In place: heartbeats are most of a history, and an object for each would be most of its garbage.
    if (event.at >= execution.last.at) {
      execution.last.at = event.at;
      execution.last.seq = event.seq;
    }
    if (event.type === 'execution.end') execution.exitCode = event.exitCode;
    return execution;
  }
}
