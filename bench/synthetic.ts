import type { EventOf, HistoryEvent, UnnumberedEvent, Without } from '../history/event.ts';
import { SCHEMA_VERSION } from '../history/events/run.ts';
import { MICROS_PER_SECOND } from '../history/time.ts';

const BEGIN = 1_800_000_000_000_000;
const TICK = MICROS_PER_SECOND / 2;
/** Workflows that run at the same time. */
const LANES = 64;
const TASKS = 3;
/** Ticks that a task runs: 10 s. */
const TASK_TICKS = 20;
const audit = { source: 'audit', type: 'row', transaction: '1', writerAddress: '10.0.0.1', changed: {} } as const;

export const syntheticBegin: EventOf<'run.begin'> = {
  seq: 0,
  at: BEGIN,
  source: 'harness',
  type: 'run.begin',
  schema: SCHEMA_VERSION,
  run: 'bench',
  scenario: 'bench',
  seed: 1,
  contract: ['exactly-once', 'single-owner', 'recovers'],
  uncertainty: {
    harness: 1_000,
    witness: 100,
    audit: 100,
    registry: 1_000,
    engine: 1_000,
    link: 1_000,
    log: 1_000,
    client: 1_000,
    nemesis: 1_000,
  },
  beatEvery: TICK,
  grace: 120 * MICROS_PER_SECOND,
  recovery: 60 * MICROS_PER_SECOND,
  disconnectStrategy: 'waiting',
  servers: ['master-1', 'master-2', 'worker-1', 'worker-2'].map((name) => ({ name, role: name.slice(0, -2) })),
  faults: [],
};

/**
 * A healthy history of so many events, in time order, made while it is read: 64 workflows at a time, each a chain of three tasks of 10 s, with the rows,
 * heartbeats, log lines and calls that a real run has of them, and the traffic of four links. Two thirds are heartbeats.
 */
export function* syntheticHistory(events: number): Generator<HistoryEvent> {
  const lanes = Array.from({ length: LANES }, (_, index) => new Lane(index));
  let seq = 1;
  for (let tick = 1; ; tick += 1) {
    let at = BEGIN + tick * TICK;
    for (const lane of lanes) {
      for (const event of lane.tick()) {
        if (seq === events) return;
        // Made in one piece, as events that were read from a file are.
        event.seq = seq;
        event.at = at;
        seq += 1;
        at += 20;
        yield event;
      }
    }
  }
}

/** One workflow after another. */
class Lane {
  readonly #index: number;
  #workflow: number;
  #task = 0;
  #ticks: number;
  #calls = 0;

  constructor(index: number) {
    this.#index = index;
    this.#workflow = index + 1;
    // Out of step with one another, as they would be.
    this.#ticks = -(index % TASK_TICKS);
  }

  tick(): HistoryEvent[] {
    const ticks = this.#ticks;
    this.#ticks += 1;
    if (ticks < 0) return [];
    if (ticks === 0) return [...(this.#task === 0 ? this.#submit() : []), ...this.#begin()];
    if (ticks < TASK_TICKS) return [...this.#beat(), ...(ticks % 4 === 0 ? this.#traffic(ticks) : [])];
    const end = this.#end();
    this.#ticks = 0;
    this.#task += 1;
    if (this.#task < TASKS) return end;
    const over = [...end, this.#workflowRow('update', 'SUCCESS', true)];
    this.#task = 0;
    this.#workflow += LANES;
    return over;
  }

  #owner(): string {
    return this.#index % 2 === 0 ? 'master-1' : 'master-2';
  }

  #instance(): number {
    return this.#workflow * TASKS + this.#task;
  }

  #execution(): string {
    return `worker-${1 + (this.#index % 2)}:${this.#instance()}:1`;
  }

  #submit(): HistoryEvent[] {
    const definition = this.#workflow;
    const call = this.#index + LANES * this.#calls;
    this.#calls += 1;
    const tasks = Array.from({ length: TASKS }, (_, task) => ({
      task: task + 1,
      name: `t${task + 1}`,
      after: task === 0 ? [] : [task],
      retries: 0,
      seconds: 10,
    }));
    const client = { source: 'client', call, operation: 'start workflow' } as const;
    return [
      made({ source: 'harness', type: 'run.workflow', definition, name: `w${definition}`, tasks }),
      made({ ...client, type: 'call.invoke', request: { definition } }),
      made({ ...client, type: 'call.ok', response: null }),
      this.#workflowRow('insert', 'RUNNING_EXECUTION', false),
    ];
  }

  #begin(): HistoryEvent[] {
    const log = { source: 'log', type: 'log', file: 'master-1.log', offset: 1, text: 'a line' } as const;
    const taskInstance = this.#instance();
    return [
      this.#taskRow('insert', 'SUBMITTED_SUCCESS', false),
      this.#taskRow('update', 'DISPATCH', false),
      made({
        ...log,
        server: this.#owner(),
        fact: 'task-dispatched',
        workflow: this.#workflow,
        taskInstance,
      }),
      made({
        source: 'witness',
        type: 'execution.start',
        execution: this.#execution(),
        worker: `worker-${1 + (this.#index % 2)}`,
        workflow: this.#workflow,
        task: this.#task + 1,
        taskInstance,
      }),
      this.#taskRow('update', 'RUNNING_EXECUTION', false),
      made({
        ...log,
        server: this.#owner(),
        fact: 'task-running',
        workflow: this.#workflow,
        taskInstance,
      }),
    ];
  }

  #beat(): HistoryEvent[] {
    return [made({ source: 'witness', type: 'execution.beat', execution: this.#execution() })];
  }

  #end(): HistoryEvent[] {
    return [
      made({ source: 'witness', type: 'execution.end', execution: this.#execution(), exitCode: 0 }),
      this.#taskRow('update', 'SUCCESS', true),
    ];
  }

  #traffic(ticks: number): HistoryEvent[] {
    if (this.#index > 3) return [];
    const server = syntheticBegin.servers[this.#index]?.name ?? '';
    const stream = { taken: ticks * 40, passed: ticks * 40 };
    return [
      made({
        source: 'link',
        type: 'link.traffic',
        link: `${server}-zookeeper`,
        server,
        since: BEGIN,
        connections: 1,
        up: stream,
        down: stream,
      }),
    ];
  }

  #workflowRow(op: 'insert' | 'update', state: string, final: boolean): HistoryEvent {
    const definition = this.#workflow;
    const owner = this.#owner();
    return made({
      ...audit,
      table: 'workflow',
      op,
      workflow: definition,
      definition,
      state,
      final,
      owner,
      writer: owner,
    });
  }

  #taskRow(op: 'insert' | 'update', state: string, final: boolean): HistoryEvent {
    return made({
      ...audit,
      table: 'task',
      op,
      workflow: this.#workflow,
      task: this.#task + 1,
      taskInstance: this.#instance(),
      state,
      final,
      valid: true,
      retry: 0,
      worker: null,
      writer: this.#owner(),
    });
  }
}

/** An event whose number and time are still to come. */
function made(event: Without<UnnumberedEvent, 'at'>): HistoryEvent {
  return { seq: 0, at: 0, ...event } as HistoryEvent;
}
