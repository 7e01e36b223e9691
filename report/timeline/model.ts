import type { Micros } from '../../history/time.ts';

/** A stretch of time. `open`: it had not ended when the history did. `events`: `seq` of the events that show it. */
export interface Span {
  readonly from: Micros;
  readonly to: Micros;
  readonly open: boolean;
  readonly events: readonly number[];
}

/** A moment worth seeing. `missed`: a step of a fault that did not come about. `gap`: a witness missed something. */
export interface Mark {
  readonly kind: 'container' | 'takeover' | 'command' | 'missed' | 'gap';
  readonly at: Micros;
  readonly label: string;
  readonly events: readonly number[];
}

/** A container that did nothing: frozen, or gone. */
export interface Outage extends Span {
  readonly kind: 'paused' | 'dead';
}

/** A fault as its events tell it. From `from` to `effective` nobody but the nemesis says that it holds. */
export interface FaultBand extends Span {
  readonly fault: string;
  readonly kind: string;
  readonly target: string;
  readonly effective: Micros | null;
  readonly heal: Micros | null;
  readonly healed: Micros | null;
}

/** The workflow's row names `owner`, and the workflow is not over. */
export interface Ownership extends Span {
  readonly workflow: number;
  readonly owner: string;
  /** From 1: each owner after another begins a new one. */
  readonly epoch: number;
}

/** A workflow got an owner other than the last one. */
export interface Takeover extends Mark {
  readonly workflow: number;
  readonly from: string;
  readonly to: string;
}

export interface ServerLane {
  readonly server: string;
  readonly role: string;
  readonly outages: readonly Outage[];
  readonly faults: readonly FaultBand[];
  readonly ownerships: readonly Ownership[];
  readonly marks: readonly Mark[];
}

/** What the scheduler's row said, and which server wrote it there (null: none of ours). A final state is a moment. */
export interface StateSpan extends Span {
  readonly state: string;
  readonly final: boolean;
  readonly writer: string | null;
}

/** `silent`: no end was seen and heartbeats stopped; `due` is when the next one was missing. `running`: alive when the history ended. */
export type ExecutionEnd =
  | { readonly how: 'exited'; readonly exitCode: number }
  | { readonly how: 'silent'; readonly due: Micros }
  | { readonly how: 'running' };

/** One process of a task. `label` is A, B, C … in order of start within its task key. */
export interface ExecutionBar extends Span {
  readonly label: string;
  readonly execution: string;
  readonly worker: string;
  readonly taskInstance: number;
  readonly beats: number;
  /** Stretches without a heartbeat that was due, inside the bar: the process did not run then, or the witness missed it. */
  readonly silences: readonly { readonly from: Micros; readonly to: Micros }[];
  readonly end: ExecutionEnd;
}

/** The scheduler's row for one attempt at a task. */
export interface Attempt {
  readonly taskInstance: number;
  readonly states: readonly StateSpan[];
}

export interface TaskLane {
  readonly workflow: number;
  readonly task: number;
  readonly name: string;
  readonly executions: readonly ExecutionBar[];
  readonly attempts: readonly Attempt[];
}

export interface WorkflowLane {
  readonly workflow: number;
  readonly name: string;
  readonly states: readonly StateSpan[];
  readonly owners: readonly Ownership[];
  readonly takeovers: readonly Takeover[];
  readonly commands: readonly Mark[];
  readonly tasks: readonly TaskLane[];
}

/** One session of ZooKeeper's, as ZooKeeper itself showed it. */
export interface SessionBar extends Span {
  readonly session: string;
  /** µs; null: nobody told. */
  readonly timeout: Micros | null;
  /** Stretches in which no connection carried it: it lives on until its timeout. */
  readonly unconnected: readonly Span[];
  /** Null: it had not ended. */
  readonly reason: 'expired' | 'closed' | 'unknown' | null;
}

/** The sessions of one server; `server` is null for those that no server is known to own. */
export interface SessionLane {
  readonly server: string | null;
  readonly sessions: readonly SessionBar[];
}

/** The proxy did not simply pass on: it was closed, or did something to what it took. */
export interface Disturbance extends Span {
  readonly what: string;
}

export interface LinkLane {
  readonly link: string;
  readonly server: string;
  /** Stretches with at least one connection. */
  readonly connected: readonly Span[];
  readonly disturbances: readonly Disturbance[];
}

/** A master sent a task, and this process came of it. Only where the checkers know who sent it. */
export interface DispatchArrow {
  readonly server: string;
  readonly at: Micros;
  readonly event: number;
  readonly execution: string;
}

/** A history as a picture: what was going on where, and when. */
export interface Timeline {
  /** `run.begin`: zero of every time that people read. */
  readonly from: Micros;
  readonly to: Micros;
  /** The first workflow was defined: before it there is only the cluster's boot. `from` where there was none. */
  readonly workload: Micros;
  /** The history has no `run.end`: the harness was killed, or still writes. */
  readonly cutShort: boolean;
  readonly servers: readonly ServerLane[];
  readonly sessions: readonly SessionLane[];
  readonly links: readonly LinkLane[];
  readonly workflows: readonly WorkflowLane[];
  readonly dispatches: readonly DispatchArrow[];
  readonly faults: readonly FaultBand[];
  /** Where a witness missed something. */
  readonly gaps: readonly Mark[];
}
