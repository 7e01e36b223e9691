import type { HistoryEvent, RowEvent } from '../history/event.ts';
import type { Execution, Moment } from './executions.ts';

/** A server took it on itself to have a task instance run. */
export interface Dispatch extends Moment {
  readonly writer: string;
}

type TaskRow = Extract<RowEvent, { table: 'task' }>;

interface Attempt {
  latest: Dispatch | undefined;
  state: string;
  /** A row DISPATCH that no execution has yet been taken to follow from. */
  unserved: boolean;
  /** The latest execution, and whether a row DISPATCH of its own is known. */
  execution: string | undefined;
  served: boolean;
}

/**
 * Who dispatched each execution: the writer of its task instance's insert, replaced by the writer of its row DISPATCH. Masters
 * send first and write DISPATCH afterwards, so that the row may come after the process; where one task instance is executed
 * twice, each row DISPATCH is taken to belong to one execution. One record for each task instance and each execution.
 */
export class Dispatches {
  readonly #attempts = new Map<number, Attempt>();
  readonly #byExecution = new Map<string, Dispatch>();

  /** @returns nothing where the audit does not tell the writer. */
  of(execution: Execution): Dispatch | undefined {
    return this.#byExecution.get(execution.name);
  }

  observe(event: HistoryEvent): void {
    if (event.type === 'row' && event.table === 'task') this.#row(event);
    if (event.type === 'execution.start') this.#start(event.execution, event.taskInstance);
  }

  #attempt(taskInstance: number): Attempt {
    const known = this.#attempts.get(taskInstance);
    if (known) return known;
    const attempt = { latest: undefined, state: '', unserved: false, execution: undefined, served: false };
    this.#attempts.set(taskInstance, attempt);
    return attempt;
  }

  #row(row: TaskRow): void {
    const attempt = this.#attempt(row.taskInstance);
    const sent = row.state === 'DISPATCH' && (attempt.state !== 'DISPATCH' || attempt.latest?.writer !== row.writer);
    attempt.state = row.state;
    if (row.writer === undefined || !(sent || row.op === 'insert')) return;
    attempt.latest = { at: row.at, seq: row.seq, writer: row.writer };
    attempt.unserved = sent;
    if (sent) this.#serve(attempt);
  }

  #start(execution: string, taskInstance: number): void {
    const attempt = this.#attempt(taskInstance);
    attempt.execution = execution;
    attempt.served = false;
    if (attempt.latest) this.#byExecution.set(execution, attempt.latest);
    if (attempt.unserved) this.#serve(attempt);
  }

  #serve(attempt: Attempt): void {
    if (attempt.execution === undefined || attempt.served || !attempt.latest) return;
    this.#byExecution.set(attempt.execution, attempt.latest);
    attempt.served = true;
    attempt.unserved = false;
  }
}
