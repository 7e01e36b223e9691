import type { Anomaly } from '../checkers/finding.ts';
import type { Contract } from '../history/events/run.ts';

/** Kinds of fault; each has a file under `faults/`. */
export const faultKinds = ['refuse'] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Roles that are resolved when the fault fires. `owner`: the master that the workflow's row names then. */
export const targets = ['owner'] as const;
export type Target = (typeof targets)[number];

export interface PlannedTask {
  readonly name: string;
  readonly milliseconds: number;
  readonly after: readonly string[];
  readonly retries: number;
  readonly exitCode: number;
}

export interface PlannedWorkflow {
  readonly name: string;
  readonly tasks: readonly PlannedTask[];
}

export interface PlannedFault {
  readonly fault: string;
  readonly kind: FaultKind;
  readonly target: Target;
  /** Fires when an execution of this task has been alive for so long. */
  readonly when: { readonly task: string; readonly runsForMs: number; readonly withinMs: number };
  readonly healAfterMs: number;
}

/** A scenario with every choice made: what one run does. */
export interface Plan {
  readonly scenario: string;
  readonly about: string;
  readonly seed: number;
  readonly cluster: {
    readonly masters: number;
    readonly workers: number;
    readonly registryDisconnectStrategy: 'waiting' | 'stop';
    readonly sessionTimeoutSeconds: number;
  };
  readonly workflows: readonly PlannedWorkflow[];
  readonly faults: readonly PlannedFault[];
  readonly contract: readonly Contract[];
  readonly graceMs: number;
  readonly expect?: { readonly anomaly: Anomaly; readonly task?: string };
}
