import { logFacts } from '../history/events/log.ts';

/** Where a task is on its way, as the audit and the witness tell. `delayed`: it waits out its delay, in 3.1 on its worker. */
export const taskStages = ['submitted', 'dispatched', 'delayed', 'running', 'ended'] as const;
export type TaskStage = (typeof taskStages)[number];

/**
 * Moments of the scheduler that a trigger can wait for. `takeover`: a workflow has another owner than before; `failover-command`: a
 * master wrote the command that gives a workflow a new owner; `session-expired`: the registry gave up a server's session; the rest are what
 * servers say in their logs.
 */
export const sightings = ['takeover', 'failover-command', 'session-expired', ...logFacts] as const;
export type Sighting = (typeof sightings)[number];
