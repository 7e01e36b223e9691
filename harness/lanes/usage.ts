import type Dockerode from 'dockerode';
import { z } from 'zod';
import { RUN_LABEL } from '../../cluster/labels.ts';

const statsSchema = z.looseObject({
  memory_stats: z.looseObject({
    usage: z.number().default(0),
    stats: z.looseObject({ inactive_file: z.number().default(0) }).default({ inactive_file: 0 }),
  }),
  cpu_stats: z.looseObject({ cpu_usage: z.looseObject({ total_usage: z.number().default(0) }) }),
});

/** What the containers of a cluster have at one moment. */
export interface ClusterUse {
  readonly memoryBytes: number;
  /** CPU time of each container since it was started, s, by its id. */
  readonly cpuSeconds: ReadonlyMap<string, number>;
}

/**
 * Asks the engine what a cluster takes. Memory is what the engine's own tools show: without file pages that can be dropped at once. A container that goes
 * away meanwhile is left out.
 */
export async function clusterUse(engine: Dockerode, cluster: string): Promise<ClusterUse> {
  const containers = await engine.listContainers({ filters: { label: [`${RUN_LABEL}=${cluster}`] } });
  const read = await Promise.all(
    containers.map(async ({ Id }) => {
      const stats = await engine
        .getContainer(Id)
        .stats({ stream: false, 'one-shot': true })
        .catch(() => undefined);
      const parsed = statsSchema.safeParse(stats);
      return parsed.success ? { id: Id, ...parsed.data } : undefined;
    }),
  );
  const there = read.filter((each) => each !== undefined);
  const memory = there.map(({ memory_stats: { usage, stats } }) => Math.max(0, usage - stats.inactive_file));
  return {
    memoryBytes: memory.reduce((sum, each) => sum + each, 0),
    cpuSeconds: new Map(there.map(({ id, cpu_stats }) => [id, cpu_stats.cpu_usage.total_usage / 1e9])),
  };
}

/** CPU time between two looks, s. A container that was restarted meanwhile counts from its new start. */
export function cpuBetween(before: ClusterUse, after: ClusterUse): number {
  let sum = 0;
  for (const [id, seconds] of after.cpuSeconds) {
    const earlier = before.cpuSeconds.get(id) ?? 0;
    sum += seconds >= earlier ? seconds - earlier : seconds;
  }
  return sum;
}
