import type Dockerode from 'dockerode';
import { z } from 'zod';
import type { Job } from './job.ts';
import { ATTEMPT_LABEL, CAMPAIGN_LABEL, SHARD_LABEL, shardOfSlot } from './names.ts';
import { nodeSchema, type ShardTasks, type SwarmNode, type SwarmTask, taskSchema } from './slots.ts';

const serviceSchema = z.object({
  ID: z.string(),
  Spec: z.object({ Name: z.string(), Labels: z.record(z.string(), z.string()) }),
});
type SwarmService = z.infer<typeof serviceSchema>;

/** The services of a campaign's job, the job itself first. */
export async function servicesOf(engine: Dockerode, campaign: string): Promise<readonly SwarmService[]> {
  const filters = JSON.stringify({ label: [`${CAMPAIGN_LABEL}=${campaign}`] });
  const services = z.array(serviceSchema).parse(await engine.listServices({ filters }));
  return services.sort((a, b) => (a.Spec.Name < b.Spec.Name ? -1 : 1));
}

/** What a Swarm tells of a job: whether it has it, each shard's tasks, from the first shard on, and all nodes. */
export interface JobView {
  readonly submitted: boolean;
  readonly shards: readonly ShardTasks[];
  readonly nodes: readonly SwarmNode[];
}

export async function viewJob(
  engine: Dockerode,
  { campaign, shards }: Pick<Job, 'campaign' | 'shards'>,
): Promise<JobView> {
  const services = await servicesOf(engine, campaign);
  const filters = JSON.stringify({ service: services.map(({ ID: id }) => id) });
  const [tasks, nodes] = await Promise.all([
    // Without a name, Swarm would tell of every service's.
    services.length > 0 ? engine.listTasks({ filters }) : [],
    engine.listNodes(),
  ]);
  return {
    submitted: services.length > 0,
    shards: tasksByShard(services, z.array(taskSchema).parse(tasks), shards),
    nodes: z.array(nodeSchema).parse(nodes),
  };
}

/** What each shard has had, from the first on. The newest attempt is one of services: of a new one there is no task yet. Pure. */
export function tasksByShard(
  services: readonly SwarmService[],
  tasks: readonly SwarmTask[],
  shards: number,
): readonly ShardTasks[] {
  const labelsOf = new Map(services.map(({ ID: id, Spec: { Labels: labels } }) => [id, labels]));
  const attemptOf = (id: string): number => Number(labelsOf.get(id)?.[ATTEMPT_LABEL] ?? 0);
  const byShard = Map.groupBy(tasks, ({ ServiceID: service, Slot: slot }) =>
    Number(labelsOf.get(service)?.[SHARD_LABEL] ?? shardOfSlot(String(slot))),
  );
  return Array.from({ length: shards }, (_, index) => {
    const own = services.filter(({ Spec: { Labels: labels } }) => labels[SHARD_LABEL] === String(index + 1));
    const attempt = Math.max(0, ...own.map(({ ID: id }) => attemptOf(id)));
    const all = byShard.get(index + 1) ?? [];
    return { attempt, tasks: all, newest: all.filter(({ ServiceID: id }) => attemptOf(id) === attempt) };
  });
}
