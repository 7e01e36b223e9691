import type { Anomaly } from '../checkers/finding.ts';
import type { Contract } from '../history/events/run.ts';

/** Faults on a server's link to ZooKeeper. */
export const linkFaultKinds = ['refuse', 'blackhole', 'half-open'] as const;
/** Kinds of fault; each has a file under `faults/`. */
export const faultKinds = [...linkFaultKinds, 'pause', 'kill'] as const;
export type FaultKind = (typeof faultKinds)[number];

/**
 * Roles that are resolved when the fault fires. `owner`: the master that the workflow's row names then; `standby`: a master that it does not name; `worker`:
 * the one that runs the trigger's task.
 */
export const targets = ['owner', 'standby', 'worker', 'zookeeper'] as const;
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
  /** Which way a half-open link swallows. */
  readonly direction?: 'upstream' | 'downstream';
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
    readonly sudo: boolean;
    readonly pstree: boolean;
  };
  readonly workflows: readonly PlannedWorkflow[];
  readonly faults: readonly PlannedFault[];
  readonly contract: readonly Contract[];
  readonly graceMs: number;
  readonly expect?: { readonly anomaly: Anomaly; readonly task?: string };
}
