import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type Dockerode from 'dockerode';
import type { Origin } from '../../cluster/images/origin.ts';
import { reasonOf } from '../../history/reason.ts';
import { removeAbandoned } from '../actions/run-once.ts';
import { campaignFolder } from '../campaign/store.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import type { Progress } from '../progress.ts';
import { InterruptError, UsageError } from '../usage-error.ts';
import { type Address, refusalOf } from './address.ts';
import type { CampaignFiles } from './campaign-files.ts';
import { KEY_BYTES } from './channel.ts';
import { type Collector, openCollector } from './collector.ts';
import { PATIENCE_HOURS } from './courier.ts';
import { Fence } from './fence.ts';
import { endJob, followJob } from './follow.ts';
import { Intake } from './intake.ts';
import { createKey, type Job, removeJob, submitJob } from './job.ts';
import { type JobState, keepAttempts, readJobState, removeJobState, writeJobState } from './job-state.ts';
import { servicesOf } from './job-view.ts';
import { addressInSwarm } from './manager.ts';
import { jobName, WORK_LABEL } from './names.ts';
import type { ShardState } from './slots.ts';
import { provideJob } from './sources.ts';
import { keepTaskLogs } from './task-logs.ts';

/** A campaign that is to be run by a Swarm. */
export interface SwarmCampaign {
  /** As its file names it, and the ledger's records do. */
  readonly name: string;
  readonly files: CampaignFiles;
  /** So many tasks, one shard each, one cluster each. */
  readonly shards: number;
  /** Folder of runs. */
  readonly runs: string;
  /** Of DolphinScheduler. */
  readonly versions: readonly string[];
  readonly origin: Origin;
  /** Where runs are collected; where absent, the address by which the Swarm knows this node. */
  readonly collector?: Address;
  /** Of one cluster with the task that runs it. */
  readonly memoryBytes: number;
}

export interface SwarmTools {
  readonly engine: Dockerode;
  readonly progress: Progress;
  /** What happened, a line each. */
  readonly tell: (line: string) => void;
  /** Hears of each run that came in. */
  readonly taken: (record: LedgerRecord) => void;
  readonly signal: AbortSignal;
}

interface FencedTools extends SwarmTools {
  readonly fence: Fence;
}

/**
 * Has the nodes of a Swarm run a campaign, and collects its runs in a folder, as if they had been run here. A job of the same campaign that goes on is
 * taken up. Nothing of it is left at its end, nor when it is interrupted; after any other error it goes on, and the next call takes it up.
 * @returns how each shard ended: complete or failed.
 * @throws UsageError where this engine manages no Swarm, or it has another job of this campaign; ImageError, InterruptError.
 */
export async function runOnSwarm(campaign: SwarmCampaign, tools: SwarmTools): Promise<readonly ShardState[]> {
  const { engine, tell, signal } = tools;
  const own = await addressInSwarm(engine);
  const { image, sources } = await provideJob(campaign, tools);
  const name = jobName(campaign.name);
  const work = createHash('sha256').update(JSON.stringify([campaign.files, campaign.shards, [...sources], image]));
  const wanted = work.digest('hex').slice(0, 16);
  const state = await standingJob(campaign, engine, name, wanted);
  const key = state ? Buffer.from(state.key, 'hex') : randomBytes(KEY_BYTES);
  const fence = new Fence(state?.attempts ?? {}, (attempts) => keepAttempts(campaign.runs, name, attempts));
  // The tasks of a job that goes on know of one place alone.
  const place = state ?? campaign.collector ?? { host: own, port: 0 };
  const collector = await listen(campaign, place, key, { ...tools, fence });
  const { memoryBytes, shards } = campaign;
  const job: Job = {
    ...{ name, campaign: campaign.name, work: wanted, image, shards, sources, memoryBytes },
    collector: { host: place.host, port: collector.port },
  };
  const over = async (): Promise<void> => {
    await keepTaskLogs(engine, campaign.name, join(campaignFolder(campaign.runs, campaign.name), 'tasks'), tell);
    await end(job, campaign.runs, engine).catch((error: unknown) => {
      // An interruption is reported as such, whatever came of it.
      tell(`job ${name} could not be ended; ./doublerun clean --jobs does it (${reasonOf(error)})`);
      throw error;
    });
  };
  try {
    const ends = await submitAndFollow(job, campaign.runs, key, state, { ...tools, fence }).catch(
      async (error: unknown) => {
        if (signal.aborted) await over();
        throw signal.aborted ? new InterruptError() : error;
      },
    );
    await over();
    return ends;
  } finally {
    await collector.close();
  }
}

/** @param standing the job's, where it was submitted before. */
async function submitAndFollow(
  job: Job,
  runs: string,
  key: Buffer,
  standing: JobState | undefined,
  { engine, fence, tell, signal }: FencedTools,
): Promise<readonly ShardState[]> {
  if (standing) tell(`job ${job.name} goes on; taken up`);
  else await begin(job, runs, key, engine);
  try {
    return await followJob(job, { engine, fence, tell, signal });
  } catch (error) {
    if (!signal.aborted)
      tell(`job ${job.name} goes on without this process for ${PATIENCE_HOURS} h; the same command takes it up again`);
    throw error;
  }
}

/** @returns what is known of this campaign's job, where there is one. */
async function standingJob(
  { name: campaign, runs }: SwarmCampaign,
  engine: Dockerode,
  name: string,
  work: string,
): Promise<JobState | undefined> {
  const services = await servicesOf(engine, campaign);
  if (services.length === 0) return undefined;
  const end = `docker service rm ${services.map(({ Spec: { Name: its } }) => its).join(' ')}`;
  const same = services.every(({ Spec: { Labels: labels } }) => labels[WORK_LABEL] === work);
  if (!same)
    throw new UsageError(
      `the Swarm has a job of the campaign ${campaign}, of other files, another number of tasks, another DolphinScheduler or another Doublerun. ${end} ends it.`,
    );
  const state = readJobState(runs, name);
  if (state?.work === work) return state;
  throw new UsageError(
    `the Swarm has a job of the campaign ${campaign} that was submitted for another folder of runs. ${end} ends it.`,
  );
}

/** @throws UsageError where it cannot be listened there. */
async function listen(
  { name, files, runs }: SwarmCampaign,
  place: Address,
  key: Buffer,
  { taken, tell, fence }: FencedTools,
): Promise<Collector> {
  const intake = new Intake(runs, name);
  const { host: address, port } = place;
  return openCollector({ address, port, key, campaign: files, intake, fence, taken, complain: tell }).catch(
    (error: unknown) => {
      throw refusalOf(error, place, name) ?? error;
    },
  );
}

async function begin(job: Job, runs: string, key: Buffer, engine: Dockerode): Promise<void> {
  // A job that was removed by hand leaves its key.
  await removeJob(engine, job.campaign, job.name);
  const { work, image, collector } = job;
  writeJobState(runs, job.name, { work, image, ...collector, key: key.toString('hex'), attempts: {} });
  try {
    await createKey(engine, job, key);
    await submitJob(engine, job);
  } catch (error) {
    await removeJob(engine, job.campaign, job.name);
    removeJobState(runs, job.name);
    throw error;
  }
}

async function end(job: Job, runs: string, engine: Dockerode): Promise<void> {
  await endJob(job, engine);
  // Of tasks that were killed; those of other nodes are found by the next that runs there.
  await removeAbandoned(engine);
  removeJobState(runs, job.name);
}
