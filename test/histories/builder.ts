import {
  type EventOf,
  eventSchema,
  type HistoryEvent,
  type UnnumberedEvent,
  type Without,
} from '../../history/event.ts';
import { SCHEMA_VERSION } from '../../history/events/run.ts';
import { MICROS_PER_SECOND } from '../../history/time.ts';

type Row<Table extends string> = Extract<HistoryEvent, { type: 'row'; table: Table }>;
type Fields<Event, Needed extends keyof Event> = Pick<Event, Needed> & Partial<Event>;

/** The moment at which every built history begins, µs. */
export const BEGIN = 1_700_000_000_000_000;

const audit = { source: 'audit', type: 'row', transaction: '1', writerAddress: '10.0.0.1', changed: {} } as const;

/** One process of a task. Seconds since the run's begin. `exitCode` null: it was killed and told of no end. */
export interface ExecutionSpec {
  readonly name: string;
  readonly workflow?: number;
  readonly task?: number;
  readonly taskInstance?: number;
  readonly worker?: string;
  readonly from: number;
  readonly to: number;
  readonly exitCode?: number | null;
  /** Heartbeats between the two; by default one each half second. */
  readonly beats?: readonly number[];
}

/** Seconds since the run's begin; what is absent did not happen. */
export interface FaultSpec {
  readonly begin?: number;
  readonly effective?: number;
  readonly heal?: number;
  readonly healed?: number;
}

interface RegistryFields {
  readonly session?: string;
  /** The last moment at which it was seen otherwise, seconds since the run's begin; by default the change's own. */
  readonly since?: number;
}

type SessionEnd = Partial<Pick<EventOf<'session.end'>, 'reason'>>;

interface LockFields {
  readonly name?: string;
  readonly since?: number;
  readonly op?: 'create' | 'delete';
}

/** The lock on the failover of master-1. */
export const FAILOVER_LOCK = '/dolphinscheduler/lock/failover/masters/master-1:5678';

/** Makes valid histories: each method adds events, in any order; times are seconds since the run's begin. */
export class HistoryBuilder {
  readonly #events: { readonly event: UnnumberedEvent; readonly learnt: number }[] = [];
  readonly #header: Partial<EventOf<'run.begin'>>;
  readonly #checked: boolean;
  #delay = 0;
  #calls = 0;

  /** `checked`: build parses each event with the schema, which takes longer than all the rest. */
  constructor(header: Partial<EventOf<'run.begin'>> = {}, { checked = true } = {}) {
    this.#checked = checked;
    this.#header = header;
  }

  /** Events added from now on reach the journal so many seconds after they happened. */
  late(seconds: number): this {
    this.#delay = seconds;
    return this;
  }

  add(at: number, event: Without<UnnumberedEvent, 'at'>): this {
    const moment = micros(at);
    this.#events.push({ event: { at: moment, ...event }, learnt: moment + this.#delay * MICROS_PER_SECOND });
    return this;
  }

  definition(definition: number, tasks: readonly Fields<EventOf<'run.workflow'>['tasks'][number], 'task'>[]): this {
    const full = tasks.map((task) => ({ name: `t${task.task}`, after: [], retries: 0, seconds: 1, ...task }));
    return this.add(0, { source: 'harness', type: 'run.workflow', definition, name: `w${definition}`, tasks: full });
  }

  workflow(at: number, fields: Partial<Row<'workflow'>> = {}): this {
    const row = { op: 'update', workflow: 1, definition: 1, state: 'RUNNING_EXECUTION', final: false } as const;
    return this.add(at, { ...audit, ...row, table: 'workflow', owner: 'master-1', writer: 'master-1', ...fields });
  }

  task(at: number, fields: Partial<Row<'task'>> = {}): this {
    const row = { op: 'update', workflow: 1, task: 1, taskInstance: 1, state: 'RUNNING_EXECUTION' } as const;
    const attempt = { final: false, valid: true, retry: 0, worker: null, writer: 'master-1' };
    return this.add(at, { ...audit, ...row, table: 'task', ...attempt, ...fields });
  }

  command(at: number, kind: string, fields: Partial<Row<'command'>> = {}): this {
    const row = { op: 'insert', command: 1, kind, definition: 1, workflow: 1, writer: 'api-1' } as const;
    return this.add(at, { ...audit, ...row, table: 'command', ...fields });
  }

  /** The command of a start: it names no instance yet. */
  startCommand(at: number, fields: Partial<Row<'command'>> = {}): this {
    return this.command(at, 'START_PROCESS', { workflow: null, ...fields });
  }

  /** A master gives a command up. */
  errorCommand(at: number, fields: Partial<Row<'error-command'>> = {}): this {
    const row = { op: 'insert', command: 1, kind: 'START_PROCESS', definition: 1, workflow: null } as const;
    return this.add(at, { ...audit, ...row, table: 'error-command', message: 'no such thing', ...fields });
  }

  /** A call to start a workflow, answered a tenth of a second later, or not at all (`null`). */
  submission(at: number, definition = 1, answer: 'ok' | 'fail' | 'info' | null = 'ok'): this {
    const call = { source: 'client', call: this.#calls, operation: 'start workflow' } as const;
    this.#calls += 1;
    this.add(at, { ...call, type: 'call.invoke', request: { project: 1, definition } });
    if (answer === 'ok') this.add(at + 0.1, { ...call, type: 'call.ok', response: null });
    else if (answer !== null) this.add(at + 0.1, { ...call, type: `call.${answer}`, reason: 'because' });
    return this;
  }

  start({ name, workflow = 1, task = 1, taskInstance = 1, worker = 'worker-1', from }: ExecutionSpec): this {
    const process = { execution: name, worker, workflow, task, taskInstance };
    return this.add(from, { source: 'witness', type: 'execution.start', ...process });
  }

  beat(at: number, execution: string): this {
    return this.add(at, { source: 'witness', type: 'execution.beat', execution });
  }

  end(at: number, execution: string, exitCode: number): this {
    return this.add(at, { source: 'witness', type: 'execution.end', execution, exitCode });
  }

  /** The whole life of a process; killed, its last heartbeat is at `to`. */
  execution(spec: ExecutionSpec): this {
    const { name, from, to, exitCode = 0, beats = halfSeconds(from, to) } = spec;
    this.start(spec);
    for (const at of beats) this.beat(at, name);
    return exitCode === null ? this.beat(to, name) : this.end(to, name, exitCode);
  }

  container(at: number, server: string, what: 'start' | 'pause' | 'unpause' | 'restart' | 'oom' = 'start'): this {
    return this.add(at, { source: 'engine', type: `container.${what}`, server });
  }

  died(at: number, server: string, exitCode: number | null): this {
    return this.add(at, { source: 'engine', type: 'container.die', server, exitCode });
  }

  /** A server has a session, and with it the node that registers it. Its address is its name's. */
  registered(at: number, server: string, { session = `0x${server}`, since = at }: RegistryFields = {}): this {
    const change = { source: 'registry', session, since: micros(since) } as const;
    this.add(at, { ...change, type: 'session.open', timeout: 10 * MICROS_PER_SECOND });
    this.add(at, { ...change, type: 'session.own', server });
    return this.add(at, { ...change, type: 'node.create', path: nodeOf(server), server });
  }

  unregistered(at: number, server: string, { session = `0x${server}`, since = at }: RegistryFields = {}): this {
    const change = { source: 'registry', session, since: micros(since) } as const;
    return this.add(at, { ...change, type: 'node.delete', path: nodeOf(server), server });
  }

  sessionEnd(
    at: number,
    server: string,
    { session = `0x${server}`, since = at, reason = 'expired' }: RegistryFields & SessionEnd = {},
  ): this {
    return this.add(at, { source: 'registry', session, since: micros(since), type: 'session.end', reason });
  }

  /** A server wants a lock, or with `delete` no longer has or wants it. */
  lock(
    at: number,
    server: string | null,
    sequence: number,
    { name = FAILOVER_LOCK, since = at, op = 'create' }: LockFields = {},
  ): this {
    const change = { source: 'registry', session: `0x${server}`, since: micros(since) } as const;
    const node = { path: `${name}/lock-${sequence}`, server, lock: { name, sequence } };
    return this.add(at, { ...change, type: `node.${op}`, ...node });
  }

  log(at: number, server: string, fact: EventOf<'log'>['fact'], fields: Partial<EventOf<'log'>> = {}): this {
    const line = { file: `${server}.log`, offset: 0, text: fact };
    return this.add(at, { source: 'log', type: 'log', server, fact, ...line, ...fields });
  }

  fault(fault: string, { begin, effective, heal, healed }: FaultSpec): this {
    const nemesis = { source: 'nemesis', fault } as const;
    if (begin !== undefined) this.add(begin, { ...nemesis, type: 'fault.begin', kind: 'cut', target: 'master-1' });
    if (effective !== undefined)
      this.add(effective, { ...nemesis, type: 'fault.effective', proof: 'no bytes', events: [] });
    if (heal !== undefined) this.add(heal, { ...nemesis, type: 'fault.heal' });
    if (healed !== undefined) this.add(healed, { ...nemesis, type: 'fault.healed', proof: 'bytes again' });
    return this;
  }

  gap(at: number, witness: EventOf<'run.gap'>['witness']): this {
    return this.add(at, { source: 'harness', type: 'run.gap', witness, reason: 'connection lost' });
  }

  finish(at: number, outcome: EventOf<'run.end'>['outcome'] = 'settled'): this {
    return this.add(at, { source: 'harness', type: 'run.end', outcome, reason: 'because' });
  }

  /** The history in journal order. */
  build(): HistoryEvent[] {
    const inner = this.#events.filter(({ event }) => event.type !== 'run.end').sort((a, b) => a.learnt - b.learnt);
    const ends = this.#events.filter(({ event }) => event.type === 'run.end');
    const journal = [headerOf(this.#header), ...[...inner, ...ends].map(({ event }) => event)];
    const events = journal.map((event, seq) => ({ seq, ...event }) as HistoryEvent);
    return this.#checked ? events.map((event) => eventSchema.parse(event)) : events;
  }
}

function micros(at: number): number {
  return BEGIN + Math.round(at * MICROS_PER_SECOND);
}

function nodeOf(server: string): string {
  return `/dolphinscheduler/nodes/${server.startsWith('master') ? 'master' : 'worker'}/${server}:5678`;
}

/** Clock errors of a run that every witness watches. */
export const allWatch = {
  harness: 1000,
  witness: 1000,
  audit: 1000,
  registry: 1000,
  engine: 1000,
  link: 1000,
  log: 1000,
  client: 1000,
  nemesis: 1000,
};

function headerOf(fields: Partial<EventOf<'run.begin'>>): UnnumberedEvent {
  const uncertainty = { harness: 1000, witness: 1000, audit: 1000, engine: 1000, client: 1000, nemesis: 1000 };
  return {
    at: BEGIN,
    source: 'harness',
    type: 'run.begin',
    schema: SCHEMA_VERSION,
    run: 'run-1',
    scenario: 'scenario-1',
    seed: 1,
    contract: ['exactly-once'],
    uncertainty,
    beatEvery: 500_000,
    grace: 30 * MICROS_PER_SECOND,
    recovery: 20 * MICROS_PER_SECOND,
    disconnectStrategy: 'waiting',
    servers: [],
    faults: [],
    ...fields,
  };
}

function halfSeconds(from: number, to: number): readonly number[] {
  const count = Math.max(0, Math.ceil((to - from) * 2) - 1);
  return Array.from({ length: count }, (_, index) => from + (index + 1) / 2);
}
