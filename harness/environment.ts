import { cpus, release, totalmem } from 'node:os';
import type { Cluster } from '../cluster/cluster.ts';
import { familyOf } from '../cluster/dolphinscheduler/families.ts';
import type { Source } from '../cluster/labels.ts';
import { type Image, imagesOf, type MakeUp, makeUpOf } from '../cluster/make-up.ts';
import type { SchedulerSettings } from '../cluster/scheduler-settings.ts';
import type { Witnesses } from '../cluster/witnesses.ts';
import { MS_PER_SECOND } from '../history/time.ts';

/** What a run ran on; `environment.json`. */
export type Environment = {
  readonly doublerun: string;
  /** `build`: a hash of what was built, where it is somebody's own. `warning`: no adapter was made for the version. */
  readonly dolphinscheduler: { readonly version: string; readonly warning?: string } & Source;
  /** By role. */
  readonly images: Readonly<Record<string, Image>>;
  /** What its servers are made of, by role. */
  readonly servers: Readonly<Record<string, MakeUp>>;
  readonly settings: SchedulerSettings;
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
  /** ms. `negotiated`: what ZooKeeper granted to each server whose session is known. */
  readonly sessionTimeout: { readonly asked: number; readonly negotiated: Readonly<Record<string, number>> };
};

/** Asks the engine, the servers and the registry's witness what the run runs on. */
export async function describeEnvironment(
  cluster: Cluster,
  { registry }: Witnesses,
  doublerun: string,
): Promise<Environment> {
  const { engine, spec, source } = cluster;
  const [images, servers, info] = await Promise.all([imagesOf(cluster), makeUpOf(cluster), engine.info()]);
  const { warning } = familyOf(spec.version);
  return {
    doublerun,
    dolphinscheduler: { version: spec.version, ...source, ...(warning === undefined ? {} : { warning }) },
    images,
    servers,
    settings: spec.settings,
    engine: { version: info.ServerVersion, os: info.OperatingSystem, cpus: info.NCPU, memoryBytes: info.MemTotal },
    host: { node: process.version, kernel: release(), cpus: cpus().length, memoryBytes: totalmem() },
    sessionTimeout: {
      asked: spec.settings.sessionTimeoutSeconds * MS_PER_SECOND,
      negotiated: registry.timeouts(),
    },
  };
}
