import type Dockerode from 'dockerode';
import { attachCluster } from '../cluster/attach.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import type { ClusterImages } from '../cluster/images/origin.ts';
import { reset } from '../cluster/reset.ts';
import type { ClusterSpec } from '../cluster/topology.ts';
import type { Say } from '../cluster/wait.ts';
import { FROM_THE_START, type Mark } from '../cluster/witnesses.ts';
import { reasonOf } from '../history/reason.ts';

/** Where a run's cluster comes from, and what becomes of it afterwards. */
export interface ClusterSource {
  readonly spec: ClusterSpec;
  /** A cluster on which nothing goes on, and where in its records the run's history begins. */
  provide(say: Say, signal: AbortSignal): Promise<{ readonly cluster: Cluster; readonly mark: Mark }>;
  /** Gives it back, whatever became of the run. */
  giveBack(cluster: Cluster, say: Say): Promise<void>;
  /** Whether it stands after it was given back. */
  readonly stays: boolean;
}

interface Making {
  readonly engine: Dockerode;
  readonly images: () => Promise<ClusterImages>;
}

/** A cluster for one run; it is removed afterwards, unless the spec says to keep it. */
export function freshCluster(spec: ClusterSpec, { engine, images }: Making): ClusterSource {
  return {
    spec,
    stays: spec.keep,
    async provide(say, signal) {
      const cluster = await startCluster(spec, { engine, images: await images(), say, signal });
      return { cluster, mark: FROM_THE_START };
    },
    async giveBack(cluster, say) {
      if (spec.keep) return cluster.release();
      say('removing the cluster');
      await cluster.stop();
    },
  };
}

/**
 * A cluster that stands, used again after a reset that proves it clean; where the proof fails, a new one takes its place under its name.
 */
export function warmCluster(spec: ClusterSpec, { engine, images }: Making): ClusterSource {
  return {
    spec,
    stays: true,
    async provide(say, signal) {
      const cluster = await attachCluster(engine, spec.run, signal);
      try {
        say('reset');
        const { mark, mended } = await reset(cluster, say, signal);
        for (const each of mended) say(`mended: ${each}`);
        return { cluster, mark };
      } catch (error) {
        signal.throwIfAborted();
        say(`the cluster cannot be used again (${reasonOf(error)}); a new one takes its place`);
        await cluster.stop();
        const fresh = await startCluster(spec, { engine, images: await images(), say, signal });
        return { cluster: fresh, mark: FROM_THE_START };
      }
    },
    giveBack: (cluster) => cluster.release(),
  };
}

/** For a run that could not even look for a cluster. */
export function noCluster(spec: ClusterSpec, why: unknown): ClusterSource {
  return { spec, stays: false, provide: () => Promise.reject(why), giveBack: async () => undefined };
}
