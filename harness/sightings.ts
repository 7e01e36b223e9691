import type { TaskRow } from '../checkers/task-rows.ts';
import type { HistoryEvent } from '../history/event.ts';
import type { Micros } from '../history/time.ts';
import type { Sighting, TaskStage } from './trigger-words.ts';

/** Stages of a task that its row shows. */
export type RowStage = Exclude<TaskStage, 'running' | 'ended'>;

interface Seen {
  readonly at: Micros;
  readonly workflow?: number;
}

/** What triggers wait for, as the witnesses tell of it: the first of each kind, and the rows by which tasks come in and are sent. */
export class Sightings {
  readonly #first = new Map<Sighting, Seen>();
  /** By workflow: the master that its row named last. */
  readonly #owners = new Map<number, string>();
  readonly #taskRows = { submitted: [] as TaskRow[], dispatched: [] as TaskRow[], delayed: [] as TaskRow[] };

  first(what: Sighting): Seen | undefined {
    return this.#first.get(what);
  }

  /** Rows by which task instances came into the database, or were written as sent or as delayed. */
  taskRows(is: RowStage): readonly TaskRow[] {
    return this.#taskRows[is];
  }

  observe(event: HistoryEvent): void {
    if (event.type === 'session.end' && event.reason === 'expired') this.#see('session-expired', { at: event.at });
    if (event.type === 'log') {
      const { at, fact, workflow } = event;
      this.#see(fact, { at, ...(workflow === undefined ? {} : { workflow }) });
    }
    if (event.type !== 'row') return;
    const { at, workflow } = event;
    if (event.table === 'task' && event.op === 'insert') this.#taskRows.submitted.push(event);
    if (event.table === 'task' && event.state === 'DISPATCH') this.#taskRows.dispatched.push(event);
    if (event.table === 'task' && event.state === 'DELAY_EXECUTION') this.#taskRows.delayed.push(event);
    if (event.table === 'command' && event.op === 'insert' && event.kind === 'RECOVER_TOLERANCE_FAULT_PROCESS')
      this.#see('failover-command', { at, ...(workflow === null ? {} : { workflow }) });
    if (event.table !== 'workflow' || event.owner === null) return;
    const before = this.#owners.get(event.workflow);
    this.#owners.set(event.workflow, event.owner);
    if (before !== undefined && before !== event.owner) this.#see('takeover', { at, workflow: event.workflow });
  }

  #see(what: Sighting, seen: Seen): void {
    if (!this.#first.has(what)) this.#first.set(what, seen);
  }
}
