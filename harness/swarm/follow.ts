import { setTimeout as sleep } from 'node:timers/promises';
import type Dockerode from 'dockerode';
import { notYet, there, waitFor, within } from '../../cluster/wait.ts';
import { reasonOf } from '../../history/reason.ts';
import type { Fence } from './fence.ts';
import { endTasks, type Job, removeJob, submitShard } from './job.ts';
import { viewJob } from './job-view.ts';
import { CAMPAIGN_LABEL } from './names.ts';
import { isActive, type ShardState, stateInWords, stateOfShard } from './slots.ts';
import { Waits } from './waits.ts';

const LOOK_MS = 2_000;
/** A manager that has not answered by then hangs, ms. */
const ANSWER_MS = 20_000;
/** An engine that restarts is back by then, ms. */
const SILENT_MS = 120_000;
/** So often a shard that was lost is submitted again. */
const MOST_LOSSES = 5;
/** Longer than the grace that Swarm gives a task. */
const ENDING_MS = 240_000;

export interface FollowTools {
  readonly engine: Dockerode;
  readonly fence: Fence;
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
  readonly everyMs?: number;
}

/**
 * Waits until each shard is complete or given up, and starts those again whose nodes are lost.
 * @throws the signal's reason, within the time that one call to the engine has; what the engine says where it cannot be asked for long.
 */
export async function followJob(
  job: Job,
  { engine, fence, tell, signal, everyMs = LOOK_MS }: FollowTools,
): Promise<readonly ShardState[]> {
  const told = new Map<number, string>();
  const waits = new Waits();
  for (let silentSince: number | undefined; ; ) {
    signal.throwIfAborted();
    try {
      const { states: seen, attempts } = await within('how the job is getting on', ANSWER_MS, () => look(job, engine));
      silentSince = undefined;
      const states = waits.judge(seen, performance.now());
      for (const [index, attempt] of attempts.entries()) fence.raise(index + 1, attempt);
      for (const [index, state] of states.entries()) {
        const words = stateInWords(state);
        if (told.get(index) !== words) tell(`shard ${index + 1} of ${job.shards}  ${words}`);
        told.set(index, words);
      }
      if (states.every(({ kind }) => kind === 'complete' || kind === 'failed')) return states;
      await within('what is lost to be begun anew', ANSWER_MS, () => restartLost(job, engine, states, attempts));
    } catch (error) {
      signal.throwIfAborted();
      if (silentSince === undefined) tell(`Swarm does not say how the job is getting on (${reasonOf(error)})`);
      silentSince ??= performance.now();
      if (performance.now() - silentSince >= SILENT_MS) throw error;
    }
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

interface Seen {
  /** From the first shard on. */
  readonly states: readonly ShardState[];
  /** How often each shard was submitted again. */
  readonly attempts: readonly number[];
}

async function look(job: Job, engine: Dockerode): Promise<Seen> {
  const { submitted, shards, nodes } = await viewJob(engine, job);
  const states = shards.map((shard): ShardState => {
    if (!submitted) return { kind: 'failed', reason: 'somebody removed its service' };
    const state = stateOfShard(shard, nodes);
    if (state.kind !== 'lost' || shard.attempt < MOST_LOSSES) return state;
    return { kind: 'failed', reason: `lost ${MOST_LOSSES + 1} times, last with ${state.node}` };
  });
  return { states, attempts: shards.map(({ attempt }) => attempt) };
}

async function restartLost(
  job: Job,
  engine: Dockerode,
  states: readonly ShardState[],
  attempts: readonly number[],
): Promise<void> {
  for (const [index, { kind }] of states.entries()) {
    if (kind !== 'lost') continue;
    // Where a look was too early to see what the one before it has submitted, it is there under the same name.
    await submitShard(engine, job, index + 1, (attempts[index] ?? 0) + 1).catch(
      (error: { readonly statusCode?: number }) => {
        if (error.statusCode !== 409) throw error;
      },
    );
  }
}

/**
 * Ends the tasks of a job and waits until they have, those of nodes that are down left out. On this node their containers are removed, which Swarm does
 * some time later or, of a job, never.
 */
export async function endJob(job: Pick<Job, 'name' | 'campaign' | 'shards'>, engine: Dockerode): Promise<void> {
  await within(`telling the tasks of ${job.name} to end`, ANSWER_MS, () => endTasks(engine, job.campaign));
  const filters = { label: [`${CAMPAIGN_LABEL}=${job.campaign}`] };
  await waitFor({
    what: `the end of the tasks of ${job.name}`,
    deadlineMs: ENDING_MS,
    everyMs: 1_000,
    look: async () => {
      const { shards, nodes } = await viewJob(engine, job);
      const active = shards.flatMap(({ tasks }) => tasks).filter((task) => isActive(task, nodes)).length;
      const here = (await engine.listContainers({ filters })).length;
      return active + here === 0 ? there(undefined) : notYet(`${active} go on, ${here} of them here`);
    },
  });
  await within(`the removal of ${job.name}`, ANSWER_MS, () => removeJob(engine, job.campaign, job.name));
  const ended = await within('what has ended', ANSWER_MS, () => engine.listContainers({ all: true, filters }));
  // Swarm may be at it at the same time.
  await Promise.allSettled(ended.map(({ Id: id }) => engine.getContainer(id).remove({ v: true })));
}
