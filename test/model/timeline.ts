import type { Bug } from './bugs.ts';

/** What truly happened, in the model's own time: µs since the run began. No clock has read it, no witness told it. */

/** A master sent a task to a worker. */
export interface Dispatch {
  readonly master: string;
  readonly worker: string;
  readonly at: number;
  readonly workflow: number;
  readonly task: number;
  readonly instance: number;
  readonly retry: number;
  /** When its worker had it, and logged so, if it did. */
  receivedAt: number | undefined;
  /** When its row DISPATCH was written, if it was. */
  rowAt: number | undefined;
  /** When its log said that it was done. */
  loggedAt: number | undefined;
}

export interface Process {
  readonly name: string;
  readonly worker: string;
  readonly workflow: number;
  readonly task: number;
  readonly instance: number;
  readonly dispatch: Dispatch;
  readonly from: number;
  /** Its true end; undefined while it runs. */
  to: number | undefined;
  /** Of its true end: null where it was killed outright and told nobody. */
  exitCode: number | null | undefined;
  /** All that it told of: its start, its beats, its end. */
  readonly signs: number[];
}

/** Why a row was written, as the scheduler itself knows. Only `wish` and `retry` permit to leave a final state. */
export type Cause = 'ordinary' | 'failover' | 'retry' | 'wish';

export interface Snapshot {
  readonly state: string;
  readonly final: boolean;
  readonly owner?: string | null;
  readonly valid?: boolean;
  readonly retry?: number;
}

export interface Write {
  readonly at: number;
  readonly writer: string;
  readonly cause: Cause;
  readonly table: 'workflow' | 'task';
  readonly workflow: number;
  readonly task?: number;
  readonly instance?: number;
  readonly before: Snapshot | undefined;
  readonly after: Snapshot;
}

/** A master became the owner by the rules: it took a command. */
export interface Takeover {
  readonly workflow: number;
  readonly master: string;
  readonly at: number;
}

/** A user asked for something to be run again. */
export interface Wish {
  readonly command: number;
  readonly workflow: number;
  readonly kind: string;
  readonly at: number;
  /** When a master began to do it, if one did. What came about in between is done again with all the rest. */
  takenAt: number | undefined;
}

/** A server registered itself. */
export interface Arrival {
  readonly server: string;
  readonly at: number;
}

/** A server's session is over, or will be as its process is dead. */
export interface Departure {
  readonly loss: string;
  readonly server: string;
  readonly at: number;
}

/** A master at work on a server's loss, by its own belief under the lock. */
export interface Section {
  readonly about: string;
  readonly master: string;
  readonly from: number;
  /** Its own end; undefined where it was cut off in the middle. */
  to: number | undefined;
}

/** A failover of one workflow for one loss of its owner. */
export interface Handling {
  readonly loss: string;
  readonly workflow: number;
  readonly master: string;
  readonly at: number;
}

export interface Submission {
  readonly definition: number;
  readonly outcome: 'ok' | 'info' | 'fail';
}

export interface Shape {
  readonly definition: number;
  readonly tasks: readonly {
    readonly task: number;
    readonly after: readonly number[];
    readonly retries: number;
    /** Seconds that it waits after its first submission before it is sent. */
    readonly delay?: number;
  }[];
}

export interface Timeline {
  readonly shapes: Shape[];
  /** By workflow instance: its definition. */
  readonly instances: Map<number, number>;
  readonly processes: Process[];
  readonly dispatches: Dispatch[];
  readonly writes: Write[];
  readonly takeovers: Takeover[];
  readonly wishes: Wish[];
  readonly arrivals: Arrival[];
  readonly losses: Departure[];
  readonly sections: Section[];
  readonly handlings: Handling[];
  readonly submissions: Submission[];
  /** Servers that should be there at the end and are not. */
  readonly missing: Set<string>;
  /** Servers that were on their way back when the run ended. */
  readonly away: Set<string>;
  /** Bugs that did something, and how often. */
  readonly struck: Map<Bug, number>;
  lastHealed: number;
  lastSubmitted: number;
  endsAt: number;
  outcome: 'settled' | 'deadline';
}

export function newTimeline(): Timeline {
  return {
    shapes: [],
    instances: new Map(),
    processes: [],
    dispatches: [],
    writes: [],
    takeovers: [],
    wishes: [],
    arrivals: [],
    losses: [],
    sections: [],
    handlings: [],
    submissions: [],
    missing: new Set(),
    away: new Set(),
    struck: new Map(),
    lastHealed: 0,
    lastSubmitted: 0,
    endsAt: 0,
    outcome: 'settled',
  };
}
