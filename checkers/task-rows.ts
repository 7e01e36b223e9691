import type { RowEvent } from '../history/event.ts';
import { keyOf, type TaskKey } from '../history/task-key.ts';
import type { Moment } from './executions.ts';
import type { Past } from './forgotten.ts';

export type TaskRow = Extract<RowEvent, { table: 'task' }>;

/**
 * The scheduler's last word on each task instance, when each task was first inserted and first succeeded, and which tasks a user forced to
 * succeed. One record for each of them.
 */
export class TaskRows {
  readonly #latest = new Map<number, TaskRow>();
  readonly #ofWorkflow = new Map<number, readonly number[]>();
  readonly #forced = new Map<string, Moment>();
  readonly #firstInsert = new Map<string, Moment>();
  readonly #firstSuccess = new Map<string, Moment>();

  /** The latest row of each task instance, in order of their first. */
  all(): Iterable<TaskRow> {
    return this.#latest.values();
  }

  /** The latest row of each task instance of one workflow. */
  ofWorkflow(workflow: number): readonly TaskRow[] {
    return (this.#ofWorkflow.get(workflow) ?? []).flatMap((taskInstance) => this.#latest.get(taskInstance) ?? []);
  }

  forget({ workflow, tasks, taskInstances }: Past): void {
    this.#ofWorkflow.delete(workflow);
    for (const taskInstance of taskInstances) this.#latest.delete(taskInstance);
    for (const task of tasks) {
      const key = keyOf({ workflow, task });
      for (const moments of [this.#forced, this.#firstInsert, this.#firstSuccess]) moments.delete(key);
    }
  }

  /** @returns when a user last forced a task to succeed. */
  forced(key: TaskKey): Moment | undefined {
    return this.#forced.get(keyOf(key));
  }

  /** @returns when a task had a task instance for the first time. */
  firstInsert(key: TaskKey): Moment | undefined {
    return this.#firstInsert.get(keyOf(key));
  }

  /** @returns when a task instance of a task was first a success, be it by a user's word. */
  firstSuccess(key: TaskKey): Moment | undefined {
    return this.#firstSuccess.get(keyOf(key));
  }

  observe(row: RowEvent): void {
    if (row.table !== 'task') return;
    if (row.op === 'delete') this.#latest.delete(row.taskInstance);
    else this.#note(row);
    if (row.state === 'FORCED_SUCCESS') this.#forced.set(keyOf(row), { at: row.at, seq: row.seq });
    if (row.op === 'insert') noteFirst(this.#firstInsert, row);
    if (row.state === 'SUCCESS' || row.state === 'FORCED_SUCCESS') noteFirst(this.#firstSuccess, row);
  }

  #note(row: TaskRow): void {
    if (!this.#latest.has(row.taskInstance)) {
      // Deleted and inserted again, it is there already.
      const others = (this.#ofWorkflow.get(row.workflow) ?? []).filter((each) => each !== row.taskInstance);
      this.#ofWorkflow.set(row.workflow, others.concat(row.taskInstance));
    }
    this.#latest.set(row.taskInstance, row);
  }
}

function noteFirst(moments: Map<string, Moment>, row: TaskRow): void {
  const key = keyOf(row);
  if (!moments.has(key)) moments.set(key, { at: row.at, seq: row.seq });
}
