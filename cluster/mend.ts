import { armed, disarm } from './agent/failpoints.ts';
import type { Cluster } from './cluster.ts';
import { rejoinAll } from './partition.ts';

/**
 * Undoes every fault that a run may have left behind when it was killed: partitions, links that are not whole, servers that are frozen or have ended,
 * failpoints.
 * It looks at the cluster, not at what the run wrote down: what is broken is mended, whoever broke it.
 * @returns in words what was mended, servers that were started when it was taken up included.
 */
export async function mend(cluster: Cluster): Promise<readonly string[]> {
  return [
    ...cluster.started,
    ...(await rejoinAll(cluster)),
    ...(await mendLinks(cluster)),
    ...(await thawServers(cluster)),
    ...(await disarmServers(cluster)),
  ];
}

async function mendLinks({ links }: Cluster): Promise<readonly string[]> {
  const settings = await links.settings();
  const bad = links.specs.filter(({ name }) => {
    const setting = settings.get(name);
    return !setting?.enabled || setting.toxics.length > 0;
  });
  for (const { name } of bad) await links.restore(name);
  return bad.map(({ name }) => `link ${name} was not whole`);
}

async function thawServers({ servers }: Cluster): Promise<readonly string[]> {
  const thawed = await Promise.all(
    servers.map(async ({ name, container }) => {
      if (!(await container.inspect()).State.Paused) return [];
      await container.unpause();
      return [`${name} was frozen`];
    }),
  );
  return thawed.flat();
}

async function disarmServers({ servers, spec }: Cluster): Promise<readonly string[]> {
  if (!spec.settings.failpoints) return [];
  const able = servers.filter(({ role }) => role === 'master' || role === 'worker');
  const disarmed = await Promise.all(
    able.map(async (server) => {
      const faults = await armed(server);
      for (const fault of faults) await disarm(server, fault);
      return faults.map((fault) => `${server.name} had the failpoint ${fault}`);
    }),
  );
  return disarmed.flat();
}
