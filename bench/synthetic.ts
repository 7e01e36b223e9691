import type { EventOf, HistoryEvent } from '../history/event.ts';
import { SCHEMA_VERSION } from '../history/events/run.ts';
import { MICROS_PER_SECOND } from '../history/time.ts';

const BEGIN = 1_800_000_000_000_000;
const TICK = MICROS_PER_SECOND / 2;
/** Workflows that run at the same time. */
const LANES = 64;
const TASKS = 3;
/** Ticks that a task runs: 10 s. */
const TASK_TICKS = 20;

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
        event.seq = seq;
        event.at = at;
        seq += 1;
        at += 20;
        yield event;
      }
    }
  }
}

/** One workflow after another. Its events are each made in one piece, as those are that were read from a file; number and time come when they are told. */
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
    // Joined, which makes a text in one piece, as one that was read is.
    return [`worker-${1 + (this.#index % 2)}`, this.#instance(), 1].join(':');
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
    const operation = 'start workflow';
    return [
      { seq: 0, at: 0, source: 'harness', type: 'run.workflow', definition, name: `w${definition}`, tasks },
      { seq: 0, at: 0, source: 'client', type: 'call.invoke', call, operation, request: { definition } },
      { seq: 0, at: 0, source: 'client', type: 'call.ok', call, operation, response: null },
      this.#workflowRow('insert', 'RUNNING_EXECUTION', false),
    ];
  }

  #begin(): HistoryEvent[] {
    return [
      this.#taskRow('insert', 'SUBMITTED_SUCCESS', false),
      this.#taskRow('update', 'DISPATCH', false),
      this.#logLine('task-dispatched'),
      {
        seq: 0,
        at: 0,
        source: 'witness',
        type: 'execution.start',
        execution: this.#execution(),
        worker: `worker-${1 + (this.#index % 2)}`,
        workflow: this.#workflow,
        task: this.#task + 1,
        taskInstance: this.#instance(),
      },
      this.#taskRow('update', 'RUNNING_EXECUTION', false),
      this.#logLine('task-running'),
    ];
  }

  #beat(): HistoryEvent[] {
    return [{ seq: 0, at: 0, source: 'witness', type: 'execution.beat', execution: this.#execution() }];
  }

  #end(): HistoryEvent[] {
    return [
      { seq: 0, at: 0, source: 'witness', type: 'execution.end', execution: this.#execution(), exitCode: 0 },
      this.#taskRow('update', 'SUCCESS', true),
    ];
  }

  #logLine(fact: 'task-dispatched' | 'task-running'): HistoryEvent {
    return {
      seq: 0,
      at: 0,
      source: 'log',
      type: 'log',
      server: this.#owner(),
      fact,
      file: 'master-1.log',
      offset: 1,
      text: 'a line',
      workflow: this.#workflow,
      taskInstance: this.#instance(),
    };
  }

  #traffic(ticks: number): HistoryEvent[] {
    if (this.#index > 3) return [];
    const server = syntheticBegin.servers[this.#index]?.name ?? '';
    const stream = { taken: ticks * 40, passed: ticks * 40 };
    const link = `${server}-zookeeper`;
    return [
      {
        seq: 0,
        at: 0,
        source: 'link',
        type: 'link.traffic',
        link,
        server,
        since: BEGIN,
        connections: 1,
        up: stream,
        down: stream,
      },
    ];
  }

  #workflowRow(op: 'insert' | 'update', state: string, final: boolean): HistoryEvent {
    return {
      seq: 0,
      at: 0,
      source: 'audit',
      type: 'row',
      table: 'workflow',
      op,
      workflow: this.#workflow,
      definition: this.#workflow,
      state,
      final,
      owner: this.#owner(),
      writer: this.#owner(),
      writerAddress: '10.0.0.1',
      transaction: '1',
      changed: {},
    };
  }

  #taskRow(op: 'insert' | 'update', state: string, final: boolean): HistoryEvent {
    return {
      seq: 0,
      at: 0,
      source: 'audit',
      type: 'row',
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
      writerAddress: '10.0.0.1',
      transaction: '1',
      changed: {},
    };
  }
}
