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
  readonly takeovers: readonly Takeover[];
  readonly commands: readonly Mark[];
  readonly tasks: readonly TaskLane[];
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
  readonly workflows: readonly WorkflowLane[];
  readonly faults: readonly FaultBand[];
  /** Where a witness missed something. */
  readonly gaps: readonly Mark[];
}
