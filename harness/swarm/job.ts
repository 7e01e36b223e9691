import type Dockerode from 'dockerode';
import { z } from 'zod';
import { SOURCES_VARIABLE, type Sources, sourcesText } from '../../cluster/images/told-sources.ts';
import { servicesOf } from './job-view.ts';
import { ATTEMPT_LABEL, CAMPAIGN_LABEL, SHARD_LABEL, SHARDS_LABEL, WORK_LABEL } from './names.ts';
import { taskEnvironment } from './task-environment.ts';

const SOCKET = '/var/run/docker.sock';
/** In the image of Doublerun. */
const PROGRAM = ['node', '/opt/doublerun/harness/swarm/task.ts'];
const NANOSECONDS = 1_000_000_000;
/** Of one cluster: while it boots it would take more, and while it waits for a session to end next to none. */
const CORES = 1;
/** A task that is told to end waits for its lane, which heals its faults and removes its cluster. */
const GRACE_SECONDS = 180;
const RESTART_DELAY_SECONDS = 2;
/** So often Swarm starts a task of a shard again. */
const MOST_RESTARTS = 5;

/** All that a job's services are made from. */
export interface Job {
  readonly name: string;
  readonly campaign: string;
  /** What tells this work from another of the same campaign. */
  readonly work: string;
  readonly shards: number;
  readonly image: string;
  /** What is run of each version. */
  readonly sources: Sources;
  /** Of one task with its cluster: Swarm places so many on a node as it has memory for. */
  readonly memoryBytes: number;
  readonly collector: { readonly host: string; readonly port: number };
}

/** The key of a job's tasks, as a secret of Swarm's: only their containers get it. */
export async function createKey(engine: Dockerode, job: Job, key: Buffer): Promise<void> {
  await engine.createSecret({
    Name: job.name,
    Labels: { [CAMPAIGN_LABEL]: job.campaign },
    Data: Buffer.from(key.toString('hex')).toString('base64'),
  });
}

/** Submits a job: a task for each shard, all of them at once where the nodes have room. Its key has to be there. */
export async function submitJob(engine: Dockerode, job: Job): Promise<void> {
  await createService(engine, job, {
    ...{ name: job.name, tasks: job.shards, slot: '{{.Task.Slot}}' },
    attempt: 0,
    labels: {},
  });
}

/** Submits one shard of a job again, as a job of its own. @param shard from 1 on. @param attempt how often that was done, this time included. */
export async function submitShard(engine: Dockerode, job: Job, shard: number, attempt: number): Promise<void> {
  await createService(engine, job, {
    name: `${job.name}-${shard}-${attempt}`,
    tasks: 1,
    slot: String(shard - 1),
    attempt,
    labels: { [SHARD_LABEL]: String(shard), [ATTEMPT_LABEL]: String(attempt) },
  });
}

interface Service {
  readonly name: string;
  readonly tasks: number;
  readonly slot: string;
  readonly attempt: number;
  readonly labels: Readonly<Record<string, string>>;
}

async function createService(engine: Dockerode, job: Job, service: Service): Promise<void> {
  const key = await keyOf(engine, job.name);
  await engine.createService(serviceSpec(job, service, key));
}

async function keyOf(engine: Dockerode, name: string): Promise<string> {
  const secrets = z
    .array(z.object({ ID: z.string(), Spec: z.object({ Name: z.string() }) }))
    .parse(await engine.listSecrets({ filters: JSON.stringify({ name: [name] }) }));
  // Swarm's filter takes the beginning of a name.
  const secret = secrets.find(({ Spec: { Name: its } }) => its === name);
  if (!secret) throw new Error(`the job ${name} has no key`);
  return secret.ID;
}

/** @param key the secret's ID. */
export function serviceSpec(
  job: Job,
  { name, tasks, slot, attempt, labels }: Service,
  key: string,
): Dockerode.CreateServiceOptions {
  const own = { [CAMPAIGN_LABEL]: job.campaign };
  return {
    Name: name,
    Labels: { ...own, [WORK_LABEL]: job.work, [SHARDS_LABEL]: String(job.shards), ...labels },
    Mode: { ReplicatedJob: { MaxConcurrent: tasks, TotalCompletions: tasks } },
    TaskTemplate: {
      ContainerSpec: {
        Image: job.image,
        Labels: own,
        Command: PROGRAM,
        // By it the runs of this task are told from those of others: each container has pids of its own.
        Hostname: 'doublerun-{{.Task.ID}}',
        Env: taskEnvironment({
          DOUBLERUN_SLOT: slot,
          DOUBLERUN_SHARDS: job.shards,
          DOUBLERUN_ATTEMPT: attempt,
          [SOURCES_VARIABLE]: sourcesText(job.sources),
          DOUBLERUN_COLLECTOR_HOST: job.collector.host,
          DOUBLERUN_COLLECTOR_PORT: job.collector.port,
        }),
        Mounts: [{ Type: 'bind', Source: SOCKET, Target: SOCKET, ReadOnly: false }],
        Secrets: [
          {
            SecretID: key,
            SecretName: job.name,
            File: { Name: 'doublerun-key', UID: '0', GID: '0', Mode: 0o400 },
          },
        ],
        StopGracePeriod: GRACE_SECONDS * NANOSECONDS,
      },
      // Clusters publish their ports on their host's loopback.
      Networks: [{ Target: 'host' }],
      // Swarm knows nothing of the task's cluster: what that takes is asked for in the task's name.
      Resources: { Reservations: { MemoryBytes: job.memoryBytes, NanoCPUs: CORES * NANOSECONDS } },
      RestartPolicy: {
        Condition: 'on-failure',
        Delay: RESTART_DELAY_SECONDS * NANOSECONDS,
        MaxAttempts: MOST_RESTARTS,
      },
    },
  };
}

/**
 * Tells the tasks of a campaign to end, on whichever nodes they are. Before version 23 (moby/moby#42789) Docker lets the tasks of a job run on when its
 * service is removed; but where a job is to run once more, those that run are ended first. Once more, this is with no task at all.
 */
export async function endTasks(engine: Dockerode, campaign: string): Promise<void> {
  for (const { ID: id } of await servicesOf(engine, campaign)) {
    const service = engine.getService(id);
    const { Spec: spec, Version: version } = inspectedSchema.parse(await service.inspect());
    const { ForceUpdate: before = 0, ...template } = spec.TaskTemplate;
    await unlessGone(
      service.update({
        ...spec,
        version: version.Index,
        Mode: { ReplicatedJob: { MaxConcurrent: 0, TotalCompletions: 0 } },
        TaskTemplate: { ...template, ForceUpdate: before + 1 },
      }),
    );
  }
}

/** As it is asked for, so is it given back: whatever is in it. */
const inspectedSchema = z.object({
  Version: z.object({ Index: z.int() }),
  Spec: z.looseObject({ TaskTemplate: z.looseObject({ ForceUpdate: z.int().optional() }) }),
});

/** Removes a campaign's services and its key. What is not there is no error. */
export async function removeJob(engine: Dockerode, campaign: string, name: string): Promise<void> {
  for (const { ID: id } of await servicesOf(engine, campaign)) await unlessGone(engine.getService(id).remove());
  await unlessGone(engine.getSecret(name).remove());
}

async function unlessGone(removal: Promise<unknown>): Promise<void> {
  await removal.catch((error: { readonly statusCode?: number }) => {
    if (error.statusCode !== 404) throw error;
  });
}
