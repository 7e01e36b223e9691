import type { Contract } from '../history/events/run.ts';
import type { Anomaly } from './finding.ts';
import type { Verdict } from './verdict.ts';

/** Each promise, in words. */
export const promises: Readonly<Record<Contract, string>> = {
  'exactly-once':
    'each task runs to success once, in its place, and nothing that the scheduler has written off goes on running',
  // An orphan alone breaks no such promise: as soon as a second execution joins it, that is an overlap of its own.
  'no-overlap': 'a task never runs twice at the same moment; for work that may be repeated, but not in parallel',
  'at-least-once': 'each task runs, after what it depends on; for work that may be repeated at any time',
  // The mechanism, not what comes of it: a scheduler may break it and, by luck, still run each task once.
  'single-owner': 'at each moment one master acts for a workflow, and a loss is handled once',
  recovers: 'once a fault is healed, every server is at work again',
};

/** Which promises each anomaly breaks. */
const broken: Readonly<Record<Anomaly, readonly Contract[]>> = {
  'overlapping-executions': ['exactly-once', 'no-overlap'],
  'duplicate-completion': ['exactly-once'],
  'orphan-execution': ['exactly-once'],
  'order-violation': ['exactly-once', 'at-least-once'],
  'stuck-workflow': ['exactly-once', 'at-least-once'],
  'double-dispatch': ['exactly-once', 'single-owner'],
  'stale-master-write': ['single-owner'],
  'stale-master-dispatch': ['exactly-once', 'single-owner'],
  'conflicting-state': ['exactly-once'],
  'double-failover': ['single-owner'],
  'witness-disagreement': ['exactly-once', 'at-least-once'],
  'lost-task': ['exactly-once', 'at-least-once'],
  'lost-workflow': ['exactly-once', 'at-least-once'],
  'duplicate-workflow': ['exactly-once'],
  'lock-overlap': ['single-owner'],
  'never-recovered': ['recovers'],
};

/** @returns the promises that an anomaly breaks, whatever a run was held to. */
export function promisesAgainst(anomaly: Anomaly): readonly Contract[] {
  return broken[anomaly];
}

/** @returns the promises of a contract that an anomaly breaks: none where the contract does not speak of it. */
export function promisesBroken(anomaly: Anomaly, contract: readonly Contract[]): readonly Contract[] {
  return broken[anomaly].filter((promise) => contract.includes(promise));
}

/**
 * What a verdict gives as reasons besides violations: a fault without a receipt, say. A violation hides that the run is not whole; then what
 * was not found is not known to be absent. Of its reasons, one for each promise that is broken comes first.
 */
export function lacksOf({ reasons, violations }: Verdict, contract: readonly Contract[]): readonly string[] {
  const kept = (promise: Contract): boolean =>
    violations.every(({ anomaly }) => promisesBroken(anomaly, [promise]).length === 0);
  return reasons.slice(contract.filter((promise) => !kept(promise)).length);
}
