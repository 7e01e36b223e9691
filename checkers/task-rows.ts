import type { RowEvent } from '../history/event.ts';
import { keyOf, type TaskKey } from '../history/task-key.ts';
import type { Moment } from './executions.ts';

export type TaskRow = Extract<RowEvent, { table: 'task' }>;

/** The scheduler's last word on each task instance, and which tasks a user forced to succeed. One record for each of them. */
export class TaskRows {
  readonly #latest = new Map<number, TaskRow>();
  readonly #forced = new Map<string, Moment>();

  /** The latest row of each task instance, in order of their first. */
  all(): Iterable<TaskRow> {
    return this.#latest.values();
  }

  /** @returns when a user last forced a task to succeed. */
  forced(key: TaskKey): Moment | undefined {
    return this.#forced.get(keyOf(key));
  }

  observe(row: RowEvent): void {
    if (row.table !== 'task') return;
    if (row.op === 'delete') this.#latest.delete(row.taskInstance);
    else this.#latest.set(row.taskInstance, row);
    if (row.state === 'FORCED_SUCCESS') this.#forced.set(keyOf(row), { at: row.at, seq: row.seq });
  }
}
