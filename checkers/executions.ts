import type { EventOf, HistoryEvent } from '../history/event.ts';
import { keyOf, letterOf, type TaskKey } from '../history/task-key.ts';
import type { Micros } from '../history/time.ts';

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
  /** Its latest sign of life: its start, a heartbeat, or its own end. */
  readonly last: Moment;
  /** Known only where it told of its own end. */
  readonly exitCode: number | undefined;
}

type OpenExecution = { -readonly [Field in keyof Execution]: Execution[Field] };

/**
 * All executions. Heartbeats are folded into the last sign of life, so memory is one record for each execution; none is ever
 * forgotten, because a second process of the same task may start at any time until the run's end.
 */
export class Executions {
  readonly #byName = new Map<string, OpenExecution>();
  readonly #byKey = new Map<string, Execution[]>();
  /** By execution: those of its task key. Asked at each heartbeat, for which making a key would be the dearest part. */
  readonly #siblings = new Map<TaskKey, readonly Execution[]>();
  readonly #unknown = new Set<string>();

  /** @returns the execution that an event of the witness tells of, once its start has been seen. */
  of(event: HistoryEvent): Execution | undefined {
    switch (event.type) {
      case 'execution.start':
      case 'execution.beat':
      case 'execution.end':
        return this.#byName.get(event.execution);
      default:
        return undefined;
    }
  }

  all(): Iterable<Execution> {
    return this.#byName.values();
  }

  /** Executions of one task key, in order of their start. */
  ofTask(key: TaskKey): readonly Execution[] {
    return this.#siblings.get(key) ?? this.#byKey.get(keyOf(key)) ?? [];
  }

  /** The executions of each task key. */
  byTask(): Iterable<readonly Execution[]> {
    return this.#byKey.values();
  }

  /** Names of executions with a heartbeat or an end, but no start: the witness missed something. */
  get unknown(): ReadonlySet<string> {
    return this.#unknown;
  }

  observe(event: HistoryEvent): void {
    switch (event.type) {
      case 'execution.start':
        this.#open(event);
        break;
      case 'execution.beat':
      case 'execution.end':
        this.#sign(event);
        break;
      default:
    }
  }

  #open(event: EventOf<'execution.start'>): void {
    // A ledger that is read again tells of the same process again.
    if (this.#byName.has(event.execution)) return;
    this.#unknown.delete(event.execution);
    const siblings = this.#byKey.get(keyOf(event)) ?? [];
    const moment = { at: event.at, seq: event.seq };
    const execution: OpenExecution = {
      name: event.execution,
      letter: letterOf(siblings.length),
      worker: event.worker,
      workflow: event.workflow,
      task: event.task,
      taskInstance: event.taskInstance,
      start: moment,
      last: moment,
      exitCode: undefined,
    };
    this.#byName.set(event.execution, execution);
    siblings.push(execution);
    this.#byKey.set(keyOf(event), siblings);
    this.#siblings.set(execution, siblings);
  }

  #sign(event: EventOf<'execution.beat'> | EventOf<'execution.end'>): void {
    const execution = this.#byName.get(event.execution);
    if (!execution) {
      this.#unknown.add(event.execution);
      return;
    }
    if (event.at >= execution.last.at) execution.last = { at: event.at, seq: event.seq };
    if (event.type === 'execution.end') execution.exitCode = event.exitCode;
  }
}
