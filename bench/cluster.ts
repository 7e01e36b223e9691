import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Dockerode from 'dockerode';
import { connectEngine } from '../cluster/engine.ts';
import { RUN_LABEL, SERVER_LABEL } from '../cluster/labels.ts';
import { followContainer } from '../cluster/observers/container-log.ts';
import { notYet, there, waitFor } from '../cluster/wait.ts';
import type { Bench } from './bench.ts';
import { doublerun } from './doublerun.ts';

const CLUSTER = 'bench';
const JVM_MS = 120_000;
const MS_PER_SECOND = 1_000;

/** The cluster's boot against that of one of its JVMs alone, a verdict with and without it, and what the harness itself costs. */
export const cluster: Bench = {
  about: 'boot, verdict cold and warm, and the processor time of the harness (needs an engine, 3 minutes)',
  real: true,
  async measure(tell) {
    const runs = mkdtempSync(join(tmpdir(), 'doublerun-bench-'));
    const words = ['run', 'failover-16759', '--without-faults', '--runs', runs];
    try {
      const boot = await doublerun(['up', CLUSTER]);
      tell('boot-cluster', boot.seconds, 's');
      const alone = await bootOfOneJvm();
      tell('boot-one-jvm', alone, 's');
      tell('boot-cluster-to-one-jvm', boot.seconds / alone, 'ratio');
      // A master that was started again is at work a little later than it is registered.
      await doublerun([...words, '--cluster', CLUSTER]);
      const warm = await doublerun([...words, '--cluster', CLUSTER]);
      tell('verdict-warm', warm.seconds, 's');
      tell('harness-cpu', warm.processor, 's');
      tell('harness-cpu-to-run', warm.processor / warm.seconds, 'ratio');
      await doublerun(['down', CLUSTER]);
      const cold = await doublerun(words);
      tell('verdict-cold', cold.seconds, 's');
      tell('verdict-cold-to-warm', cold.seconds / warm.seconds, 'ratio');
    } finally {
      await doublerun(['down', CLUSTER]).catch(() => undefined);
      rmSync(runs, { recursive: true, force: true });
    }
  },
};

/** Starts one master again while all else is idle. @returns seconds until it says that it has started. */
async function bootOfOneJvm(): Promise<number> {
  const engine = await connectEngine();
  const container = await masterOf(engine);
  let started = false;
  const began = performance.now();
  await container.restart({ t: 0 });
  const stop = followContainer({
    container,
    since: Date.now() - (performance.now() - began),
    hear: (line) => {
      started ||= line.includes('Started MasterServer in');
    },
    lost: () => undefined,
  });
  try {
    const look = () => (started ? there(performance.now() - began) : notYet('it boots'));
    const took = await waitFor({ what: 'one master started again', deadlineMs: JVM_MS, everyMs: 50, look });
    return took / MS_PER_SECOND;
  } finally {
    await stop();
  }
}

async function masterOf(engine: Dockerode): Promise<Dockerode.Container> {
  const filters = { label: [`${RUN_LABEL}=${CLUSTER}`, `${SERVER_LABEL}=master-2`] };
  const [found] = await engine.listContainers({ filters });
  if (!found) throw new Error('the cluster has no master-2');
  return engine.getContainer(found.Id);
}
