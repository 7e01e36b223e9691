import { createHash } from 'node:crypto';

/** On a job's services, its secret and its tasks' containers: the campaign that it runs. */
export const CAMPAIGN_LABEL = 'doublerun.campaign';
/** On a service: the work that it was submitted for. */
export const WORK_LABEL = 'doublerun.work';
/** On a service: into how many shards the campaign is split. */
export const SHARDS_LABEL = 'doublerun.shards';
/** On a service that runs a single shard again: which, from 1 on. */
export const SHARD_LABEL = 'doublerun.shard';

/** On a service that runs a single shard again: how often that was done, this time included. */
export const ATTEMPT_LABEL = 'doublerun.attempt';

/** Of a campaign on a Swarm there is one job: services and secrets have names of their own, at most 63 characters, and a second of the same is refused. */
export function jobName(campaign: string): string {
  const shown = campaign
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 24);
  return `doublerun-${shown}-${createHash('sha256').update(campaign).digest('hex').slice(0, 8)}`.replace(/-+/g, '-');
}

/**
 * The shard of a task, from 1 on. `slot`: what the template {{.Task.Slot}} came out as. A job's slots begin with 0, which Swarm's templates take for
 * none and put the node's name in its place.
 */
export function shardOfSlot(slot: string): number {
  return /^\d{1,6}$/.test(slot) ? Number(slot) + 1 : 1;
}
