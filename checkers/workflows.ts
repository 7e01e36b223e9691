import type { RowEvent } from '../history/event.ts';
import type { Micros } from '../history/time.ts';
import type { Moment } from './executions.ts';
import type { Past } from './forgotten.ts';

type WorkflowRow = Extract<RowEvent, { table: 'workflow' }>;

/** A master's name appears in a workflow's row, or a master takes a command for it. Without `previous` it is the first. */
export interface Takeover extends Moment {
  readonly owner: string;
  readonly previous: string | undefined;
  readonly transaction: string;
}

/** A workflow instance: its first row and its latest. */
export interface WorkflowStory {
  readonly inserted: Moment;
  readonly latest: WorkflowRow;
}

interface Workflow extends WorkflowStory {
  latest: WorkflowRow;
  readonly owners: Takeover[];
  /** The latest row in which a former owner wrote its name again. */
  returned: WorkflowRow | undefined;
  /** The latest row that deleted a command for it. */
  taken: RowEvent | undefined;
}

/** What the scheduler's rows say of each workflow instance. Memory: one record for each instance, definition and change of owner. */
export class Workflows {
  readonly #workflows = new Map<number, Workflow>();
  /** By definition: when an instance of it was first SUCCESS. */
  readonly #firstSuccess = new Map<number, Moment>();
  #lastInserted = Number.NEGATIVE_INFINITY;

  get count(): number {
    return this.#workflows.size;
  }

  /** The moment at which an instance was last seen for the first time, of one that is forgotten too. */
  get lastInserted(): Micros {
    return this.#lastInserted;
  }

  of(workflow: number): WorkflowStory | undefined {
    return this.#workflows.get(workflow);
  }

  forget({ workflow }: Past): void {
    this.#workflows.delete(workflow);
  }

  /** @returns when an instance of a definition was first SUCCESS, of one that is forgotten too. */
  firstSuccess(definition: number): Moment | undefined {
    return this.#firstSuccess.get(definition);
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

  /** @returns how a master that owned the workflow by a moment had lost it by then: its own takeover, and the next. */
  lossOf(
    workflow: number,
    master: string,
    by: Micros,
  ): { readonly had: Takeover; readonly loss: Takeover } | undefined {
    const owners = this.owners(workflow);
    if (owners.length < 2) return undefined;
    const known = owners.filter(({ at }) => at <= by);
    const last = known.findLastIndex(({ owner }) => owner === master);
    const [had, loss] = [known[last], known[last + 1]];
    return had && loss && { had, loss };
  }

  /** @returns all changes of owner so far, in order of time. */
  owners(workflow: number): readonly Takeover[] {
    return this.#workflows.get(workflow)?.owners ?? [];
  }

  observe(row: RowEvent): void {
    if (row.table === 'workflow') this.#row(row);
    if (row.table === 'command' && row.op === 'delete' && row.workflow !== null) this.#taken(row, row.workflow);
  }

  #row(row: WorkflowRow): void {
    if (row.op === 'delete') {
      this.#workflows.delete(row.workflow);
      return;
    }
    if (row.state === 'SUCCESS' && !this.#firstSuccess.has(row.definition))
      this.#firstSuccess.set(row.definition, { at: row.at, seq: row.seq });
    const known = this.#workflows.get(row.workflow);
    const workflow = known ?? newWorkflow(row);
    if (row.owner !== null) noteOwner(workflow, row, row.owner);
    workflow.latest = row;
    if (known) return;
    this.#workflows.set(row.workflow, workflow);
    this.#lastInserted = Math.max(this.#lastInserted, row.at);
  }

  /** A master that takes a command for a workflow writes its name and deletes the command in one transaction: then it is the owner. */
  #taken(row: RowEvent, workflow: number): void {
    const known = this.#workflows.get(workflow);
    if (!known) return;
    known.taken = row;
    const { returned, owners } = known;
    if (!returned || returned.owner === null || !isTogether(returned, row)) return;
    owners.push(takeover(returned, returned.owner, owners.at(-1)?.owner));
  }
}

function newWorkflow(row: WorkflowRow): Workflow {
  return { inserted: { at: row.at, seq: row.seq }, latest: row, owners: [], returned: undefined, taken: undefined };
}

/**
 * A failover writes no owner before the new one: A, nobody, B is one change, from A to B. B and then A again, with or without nobody in
 * between, is none: A has not taken anything over, it wrote what it remembered of the row (3.1.1: upsertProcessInstance) — unless it
 * took a command, a failover's or a user's, which its transaction shows.
 */
function noteOwner(workflow: Workflow, row: WorkflowRow, named: string): void {
  const { owners, taken } = workflow;
  const previous = owners.at(-1)?.owner;
  const isTaken = taken !== undefined && isTogether(row, taken);
  const isKnown = owners.some((takeover) => takeover.owner === named);
  // Who takes a command owns the workflow, though it leaves an old name there, as 3.3's failover does (WorkflowFailoverCommandHandler).
  const owner = isTaken && isKnown ? (row.writer ?? named) : named;
  if (owner === previous) return;
  if (!isTaken && isKnown) workflow.returned = row;
  else owners.push(takeover(row, owner, previous));
}

/** Whether one server wrote both rows in one transaction: versions differ in which of the two comes first. */
function isTogether(one: RowEvent, other: RowEvent): boolean {
  return one.transaction === other.transaction && one.writer === other.writer;
}

function takeover({ at, seq, transaction }: WorkflowRow, owner: string, previous: string | undefined): Takeover {
  return { at, seq, transaction, owner, previous };
}
