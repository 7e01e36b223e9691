import type { RowEvent } from '../history/event.ts';
import type { Micros } from '../history/time.ts';
import type { Moment } from './executions.ts';
import type { Past } from './forgotten.ts';

/**
 * Commands by which a user asks for tasks that have succeeded to be run again in the same workflow instance. Left out on purpose:
 * RECOVER_TOLERANCE_FAULT_PROCESS, which masters write for themselves in a failover; START_FAILURE_TASK_PROCESS and
 * RECOVER_SUSPENDED_PROCESS, which run only what has not succeeded; START_CURRENT_TASK_PROCESS and the other starts, which make
 * a new instance (apache/dolphinscheduler, dolphinscheduler-common, enums/CommandType.java).
 */
export const reruns: ReadonlySet<string> = new Set(['REPEAT_RUNNING', 'EXECUTE_TASK']);

/** Commands that have tasks run without their predecessors (apache/dolphinscheduler, enums/CommandType.java). */
export const partialRuns: ReadonlySet<string> = new Set(['EXECUTE_TASK', 'START_CURRENT_TASK_PROCESS']);

interface Request extends Moment {
  readonly kind: string;
  readonly definition: number;
  readonly workflow: number | null;
  /** When a master took it, with which its row is deleted; absent while it waits. */
  readonly taken: Micros | undefined;
}

/**
 * Commands by which users ask for a workflow instance that is there to be worked on again. Left out on purpose:
 * RECOVER_TOLERANCE_FAULT_PROCESS, which masters write for themselves in a failover, PAUSE and STOP, which ask for an end, and starts that
 * make a new instance (apache/dolphinscheduler, dolphinscheduler-common, enums/CommandType.java).
 */
export const usersWishes: ReadonlySet<string> = new Set([
  'REPEAT_RUNNING',
  'START_FAILURE_TASK_PROCESS',
  'RECOVER_SUSPENDED_PROCESS',
  'START_CURRENT_TASK_PROCESS',
  'EXECUTE_TASK',
]);

/**
 * A command asks for what its master does once it has taken it, so that it may replace all that there was by then, were it done while the
 * command was waiting. `otherwise`: what stands for the moment of its taking, where nobody took it.
 * @returns µs by which a command was taken after one moment and written before another; negative where it was not.
 */
export function marginOf({ at, taken }: Request, from: Micros, to: Micros, otherwise: Micros): Micros {
  return Math.min((taken ?? otherwise) - from, to - at);
}

/** Commands written by users and masters. One record for each. */
export class Requests {
  readonly #ofWorkflow = new Map<number, Request[]>();
  /** By definition: those that name no instance. */
  readonly #ofDefinition = new Map<number, Request[]>();
  /** By command: those that nobody has taken yet. */
  readonly #waiting = new Map<number, { taken: Micros | undefined }>();

  observe(row: RowEvent): void {
    if (row.table !== 'command') return;
    if (row.op === 'delete') this.#take(row.command, row.at);
    if (row.op !== 'insert') return;
    const { at, seq, kind, definition, workflow } = row;
    const [index, key] = workflow === null ? [this.#ofDefinition, definition] : [this.#ofWorkflow, workflow];
    const known = index.get(key);
    const request = { at, seq, kind, definition, workflow, taken: undefined };
    if (known) known.push(request);
    else index.set(key, [request]);
    this.#waiting.set(row.command, request);
  }

  #take(command: number, at: Micros): void {
    const request = this.#waiting.get(command);
    if (request) request.taken = at;
    this.#waiting.delete(command);
  }

  /** Whether a command ever named the workflow instance. */
  name(workflow: number): boolean {
    return this.#ofWorkflow.has(workflow);
  }

  forget({ definition }: Past): void {
    this.#ofDefinition.delete(definition);
  }

  /** Commands of some kinds for a workflow, in order of time. One that names no instance may be for any instance of its definition. */
  of(workflow: number, definition: number | undefined, kinds: ReadonlySet<string>): readonly Request[] {
    const own = this.#ofWorkflow.get(workflow) ?? [];
    const nameless = definition === undefined ? [] : (this.#ofDefinition.get(definition) ?? []);
    const wanted = [...own, ...nameless].filter((request) => kinds.has(request.kind));
    return wanted.sort((a, b) => a.at - b.at || a.seq - b.seq);
  }
}
