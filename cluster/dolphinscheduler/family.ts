import type { EventOf, RowEvent, Without } from '../../history/event.ts';

/** A row of the scheduler's database as JSON: columns by name. */
export type Row = Readonly<Record<string, unknown>>;

/** What the audit watches, whatever the tables are called. */
export type Subject = EventOf<'row'>['table'];

/** A task as the harness wants it defined. */
export interface TaskDefinition {
  readonly code: number;
  readonly name: string;
  /** A script, or the definition of a workflow, which must be released by then. */
  readonly work: { readonly script: string } | { readonly runs: number };
  readonly after: readonly number[];
  readonly retries: number;
  readonly delayMinutes: number;
}

export interface WorkflowDefinition {
  readonly name: string;
  readonly tenant: string;
  readonly tasks: readonly TaskDefinition[];
}

/** Seconds between two fires of a schedule: each is a part of a minute, so that a cron expression can say it. */
export const cronSteps = [5, 6, 10, 12, 15, 20, 30, 60] as const;

/** When the scheduler's own timer is to start a workflow. `from`, `until`: ms since the epoch, whole seconds of it count. */
export interface ScheduleDefinition {
  readonly everySeconds: (typeof cronSteps)[number];
  readonly from: number;
  readonly until: number;
}

/** A call of the REST API: what to send where, and how to read what comes back. */
export interface Call<T> {
  readonly operation: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly form?: Readonly<Record<string, string>>;
  /** For the history; without passwords. */
  readonly request: Readonly<Record<string, unknown>>;
  /** What it answers must not be in the history. */
  readonly secret?: true;
  /** Asked again and again, and changes nothing: it is left out of the history. */
  readonly poll?: true;
  /** Reads `data` of the reply. @throws Error where it is not what this version answers. */
  readonly read: (data: unknown) => T;
}

type CommonOfRows =
  | 'seq'
  | 'at'
  | 'mono'
  | 'source'
  | 'type'
  | 'op'
  | 'transaction'
  | 'writer'
  | 'writerAddress'
  | 'changed';
/** The part of a `row` event that depends on the version's columns. */
export type DecodedRow = Without<RowEvent, CommonOfRows>;

/** Turns `address:port` as the scheduler writes it into a server's name; null where it names none. */
export type NameOf = (address: string) => string | null;

/** A server as the registry has it. */
export interface RegisteredServer {
  readonly ip: string;
  /** When it last wrote there, by its own clock, ms since the epoch. */
  readonly heartbeatAt: number;
}

/**
 * Everything that differs between versions of DolphinScheduler: one file a family. Nothing outside knows a path, column or state code.
 */
export interface Family {
  readonly tables: Readonly<Record<Subject, string>>;
  /** ZooKeeper nodes that servers create at start; made beforehand, nobody loses the race for them. */
  readonly registryPaths: readonly string[];
  /** Trees of nodes that tell which servers are there and who holds which lock. */
  readonly registryRoots: readonly string[];
  /** Query for workflow instances without a final state: `id`, and the `project` that each belongs to. */
  readonly openWorkflows: string;
  /** Query for schedules that are online: `id`, and the `project` that each belongs to. */
  readonly onlineSchedules: string;
  /**
   * Statements that give workflow instances, `$1` of their ids, and their tasks the final state of what was stopped: for those that no master has in
   * memory, so that nobody heeds a stop.
   */
  readonly closeWorkflows: readonly string[];
  /** Codes of replies that mean: refused, nothing was done. Any other error may have come after it was done. */
  readonly refusals: ReadonlySet<number>;
  /** Who waits out a task's delay: the master before it sends the task, or the worker after it has received it. */
  readonly delaysOn: NonNullable<EventOf<'run.begin'>['delaysOn']>;
  readonly decode: (subject: Subject, row: Row, nameOf: NameOf) => DecodedRow;
  readonly calls: {
    /** Answers 2xx once the API takes every call. */
    readonly ready: () => string;
    readonly login: () => Call<string>;
    readonly createTenant: (tenant: string) => Call<void>;
    readonly createProject: (name: string) => Call<number>;
    readonly generateTaskCodes: (project: number, count: number) => Call<readonly number[]>;
    readonly createDefinition: (project: number, definition: WorkflowDefinition) => Call<number>;
    readonly release: (project: number, definition: number) => Call<void>;
    readonly start: (project: number, definition: number, tenant: string) => Call<void>;
    /** @returns the schedule's number; it fires once it is online. */
    readonly createSchedule: (
      project: number,
      definition: number,
      tenant: string,
      schedule: ScheduleDefinition,
    ) => Call<number>;
    readonly setSchedule: (project: number, schedule: number, to: 'online' | 'offline') => Call<void>;
    /** Asks for a running workflow instance to be stopped. */
    readonly stop: (project: number, workflow: number) => Call<void>;
    /** The servers in the registry. */
    readonly servers: (role: 'master' | 'worker') => Call<readonly RegisteredServer[]>;
  };
}
