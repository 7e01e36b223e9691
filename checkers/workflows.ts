import type { RowEvent } from '../history/event.ts';
import type { Micros } from '../history/time.ts';
import type { Moment } from './executions.ts';

type WorkflowRow = Extract<RowEvent, { table: 'workflow' }>;

/** A master's name appears in a workflow's row. Without `previous` it is the first. */
export interface Takeover extends Moment {
  readonly owner: string;
  readonly previous: string | undefined;
}

/** A workflow instance: its first row and its latest. */
export interface WorkflowStory {
  readonly inserted: Moment;
  readonly latest: WorkflowRow;
}

interface Workflow extends WorkflowStory {
  latest: WorkflowRow;
  readonly owners: Takeover[];
}

/** What the scheduler's rows say of each workflow instance. Memory: one record for each instance and each change of owner. */
export class Workflows {
  readonly #workflows = new Map<number, Workflow>();

  get count(): number {
    return this.#workflows.size;
  }

  definitionOf(workflow: number): number | undefined {
    return this.#workflows.get(workflow)?.latest.definition;
  }

  all(): Iterable<WorkflowStory> {
    return this.#workflows.values();
  }

  /** @returns the latest change of owner at or before a moment. */
  ownerAt(workflow: number, at: Micros): Takeover | undefined {
    return this.#workflows.get(workflow)?.owners.findLast((takeover) => takeover.at <= at);
  }

  observe(row: RowEvent): void {
    if (row.table !== 'workflow') return;
    if (row.op === 'delete') {
      this.#workflows.delete(row.workflow);
      return;
    }
    const known = this.#workflows.get(row.workflow);
    const workflow = known ?? { inserted: { at: row.at, seq: row.seq }, latest: row, owners: [] };
    if (row.owner !== null) noteOwner(workflow, { at: row.at, seq: row.seq, owner: row.owner });
    workflow.latest = row;
    this.#workflows.set(row.workflow, workflow);
  }
}

/**
 * A failover writes no owner before the new one: A, nobody, B is one change, from A to B. B and then A again, with nobody in
 * between, is none: A has not taken anything over, it wrote what it remembered of the row (3.1.1: upsertProcessInstance).
 */
function noteOwner({ latest, owners }: Workflow, { at, seq, owner }: Moment & { readonly owner: string }): void {
  const previous = owners.at(-1)?.owner;
  const stale = latest.owner !== null && owners.some((takeover) => takeover.owner === owner);
  if (owner !== previous && !stale) owners.push({ at, seq, owner, previous });
}
