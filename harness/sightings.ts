import type { TaskRow } from '../checkers/task-rows.ts';
import type { Workflows } from '../checkers/workflows.ts';
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
  readonly #workflows: Pick<Workflows, 'owners'>;
  readonly #taskRows = { submitted: [] as TaskRow[], dispatched: [] as TaskRow[], delayed: [] as TaskRow[] };

  /** `workflows`: has seen each event before. */
  constructor(workflows: Pick<Workflows, 'owners'>) {
    this.#workflows = workflows;
  }

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
    if (event.table !== 'workflow') return;
    const owner = this.#workflows.owners(event.workflow).at(-1);
    if (owner?.previous !== undefined) this.#see('takeover', { at: owner.at, workflow: event.workflow });
  }

  #see(what: Sighting, seen: Seen): void {
    if (!this.#first.has(what)) this.#first.set(what, seen);
  }
}
