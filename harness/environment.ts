import { cpus, release, totalmem } from 'node:os';
import type Dockerode from 'dockerode';
import type { Cluster } from '../cluster/cluster.ts';
import type { ClusterImages } from '../cluster/images/origin.ts';
import { negotiatedTimeouts } from '../cluster/registry.ts';
import { MS_PER_SECOND } from '../history/time.ts';

/** What a run ran on; `environment.json`. */
export type Environment = {
  readonly doublerun: string;
  readonly dolphinscheduler: { readonly version: string; readonly origin: string };
  /** Image by role: tag, and the id that the engine computes from its content. */
  readonly images: Readonly<Record<string, { readonly tag: string; readonly id: string }>>;
  readonly engine: {
    readonly version: string;
    readonly os: string;
    readonly cpus: number;
    readonly memoryBytes: number;
  };
  readonly host: {
    readonly node: string;
    readonly kernel: string;
    readonly cpus: number;
    readonly memoryBytes: number;
  };
  /** ms. `negotiated`: what ZooKeeper granted, one value for each that differs; not known where it did not answer. */
  readonly sessionTimeout: { readonly asked: number; readonly negotiated: readonly number[] | null };
};

/** Asks the engine and ZooKeeper what the run runs on. */
export async function describeEnvironment(
  engine: Dockerode,
  cluster: Cluster,
  images: ClusterImages,
  doublerun: string,
): Promise<Environment> {
  const roles = [...new Set(cluster.servers.map(({ role }) => role))];
  const described = await Promise.all(
    roles.map(async (role) => {
      const tag = images.tagOf(role);
      return [role, { tag, id: (await engine.getImage(tag).inspect()).Id }] as const;
    }),
  );
  const info = await engine.info();
  const { host, port } = cluster.zookeeper;
  return {
    doublerun,
    dolphinscheduler: { version: cluster.spec.version, origin: images.origin },
    images: Object.fromEntries(described),
    engine: { version: info.ServerVersion, os: info.OperatingSystem, cpus: info.NCPU, memoryBytes: info.MemTotal },
    host: { node: process.version, kernel: release(), cpus: cpus().length, memoryBytes: totalmem() },
    sessionTimeout: {
      asked: cluster.spec.settings.sessionTimeoutSeconds * MS_PER_SECOND,
      negotiated: await negotiatedTimeouts(host, port).catch(() => null),
    },
  };
}
