import type { Session } from './registry.ts';
import type { Cause, Snapshot } from './timeline.ts';
import type { World } from './world.ts';

export interface WorkflowRow {
  readonly workflow: number;
  readonly definition: number;
  state: string;
  final: boolean;
  owner: string | null;
}

export interface TaskRow {
  readonly workflow: number;
  readonly task: number;
  readonly taskInstance: number;
  state: string;
  final: boolean;
  valid: boolean;
  retry: number;
  worker: string | null;
}

export interface Command {
  readonly command: number;
  readonly kind: string;
  readonly definition: number;
  readonly workflow: number | null;
}

/** Who writes, and why. */
export interface Pen {
  readonly writer: string;
  readonly cause: Cause;
  readonly transaction?: string;
}

const finalTaskStates: ReadonlySet<string> = new Set([
  'SUCCESS',
  'FAILURE',
  'KILL',
  'STOP',
  'PAUSE',
  'FORCED_SUCCESS',
  'NEED_FAULT_TOLERANCE',
]);

/** PostgreSQL: rows, and the audit triggers on them. Each write is visible at once. */
export class Database {
  readonly workflows = new Map<number, WorkflowRow>();
  readonly tasks = new Map<number, TaskRow>();
  readonly commands = new Map<number, Command>();
  /** Who owns each workflow by the rules, whatever its row says: it was the last to take a command for it. */
  readonly fences = new Map<number, { readonly master: string; readonly session: Session }>();
  readonly #submitted = new Map<string, number>();
  readonly #world: World;
  #transaction = 1000;
  #ids = 0;

  constructor(world: World) {
    this.#world = world;
  }

  transaction(): string {
    this.#transaction += 1;
    return `${this.#transaction}`;
  }

  /** A new number for a row. */
  id(): number {
    this.#ids += 1;
    return this.#ids;
  }

  insertWorkflow(pen: Pen, row: WorkflowRow): void {
    this.workflows.set(row.workflow, row);
    this.#world.truth.instances.set(row.workflow, row.definition);
    this.#note(pen, 'workflow', row.workflow, undefined, snapshotOfWorkflow(row));
    this.#tell(pen, 'insert', changes(undefined, row), { table: 'workflow', ...row });
  }

  updateWorkflow(pen: Pen, workflow: number, fields: Partial<WorkflowRow>): void {
    const row = this.workflows.get(workflow);
    if (!row) throw new Error(`no workflow ${workflow}`);
    const old = { ...row };
    Object.assign(row, fields, fields.state ? { final: fields.state !== 'RUNNING_EXECUTION' } : {});
    this.#note(pen, 'workflow', workflow, snapshotOfWorkflow(old), snapshotOfWorkflow(row));
    this.#tell(pen, 'update', changes(old, row), { table: 'workflow', ...row });
  }

  /** When a task had its first task instance; before it has one, the beginning of time. */
  firstSubmitted(workflow: number, task: number): number {
    return this.#submitted.get(`${workflow}/${task}`) ?? 0;
  }

  insertTask(pen: Pen, row: TaskRow): void {
    const key = `${row.workflow}/${row.task}`;
    if (!this.#submitted.has(key)) this.#submitted.set(key, this.#world.now);
    this.tasks.set(row.taskInstance, row);
    this.#note(pen, 'task', row.workflow, undefined, snapshotOfTask(row), row);
    this.#tell(pen, 'insert', changes(undefined, row), { table: 'task', ...row });
  }

  updateTask(pen: Pen, taskInstance: number, fields: Partial<TaskRow>): void {
    const row = this.tasks.get(taskInstance);
    if (!row) throw new Error(`no task instance ${taskInstance}`);
    const old = { ...row };
    Object.assign(row, fields, fields.state ? { final: finalTaskStates.has(fields.state) } : {});
    this.#note(pen, 'task', row.workflow, snapshotOfTask(old), snapshotOfTask(row), row);
    this.#tell(pen, 'update', changes(old, row), { table: 'task', ...row });
  }

  insertCommand(pen: Pen, kind: string, definition: number, workflow: number | null): Command {
    const command = { command: this.id(), kind, definition, workflow };
    this.commands.set(command.command, command);
    this.#tell(pen, 'insert', changes(undefined, command), { table: 'command', ...command });
    return command;
  }

  deleteCommand(pen: Pen, command: Command): void {
    this.commands.delete(command.command);
    this.#tell(pen, 'delete', changes(command, undefined), { table: 'command', ...command });
  }

  /** The attempts of a workflow that count, in the order in which they were made. */
  validTasks(workflow: number): readonly TaskRow[] {
    return [...this.tasks.values()].filter((row) => row.workflow === workflow && row.valid);
  }

  #note(
    { writer, cause }: Pen,
    table: 'workflow' | 'task',
    workflow: number,
    before: Snapshot | undefined,
    after: Snapshot,
    row?: TaskRow,
  ): void {
    const attempt = row ? { task: row.task, instance: row.taskInstance } : {};
    const at = this.#world.now;
    this.#world.truth.writes.push({ at, writer, cause, table, workflow, before, after, ...attempt });
  }

  #tell(pen: Pen, op: 'insert' | 'update' | 'delete', changed: Changed, row: Row): void {
    const transaction = pen.transaction ?? this.transaction();
    const by = { op, transaction, writer: pen.writer, writerAddress: `host-of-${pen.writer}`, changed };
    this.#world.record.tell(this.#world.now, { source: 'audit', type: 'row', ...by, ...row });
  }
}

type Row =
  | ({ readonly table: 'workflow' } & WorkflowRow)
  | ({ readonly table: 'task' } & TaskRow)
  | ({ readonly table: 'command' } & Command);

type Changed = Record<string, [unknown, unknown]>;

/** By the names that the columns have in the scheduler's own schema, as far as it has them. */
const columns: Readonly<Record<string, string>> = {
  owner: 'host',
  valid: 'flag',
  retry: 'retry_times',
  worker: 'host',
};

function changes(
  old: WorkflowRow | TaskRow | Command | undefined,
  row: WorkflowRow | TaskRow | Command | undefined,
): Changed {
  const changed: Changed = {};
  const [from, to] = [old, row] as unknown as readonly (Readonly<Record<string, unknown>> | undefined)[];
  for (const field in to ?? from) {
    const [one, two] = [from?.[field] ?? null, to?.[field] ?? null];
    if (one !== two && field !== 'final') changed[columns[field] ?? field] = [one, two];
  }
  return changed;
}

function snapshotOfWorkflow({ state, final, owner }: WorkflowRow): Snapshot {
  return { state, final, owner };
}

function snapshotOfTask({ state, final, valid, retry }: TaskRow): Snapshot {
  return { state, final, valid, retry };
}
