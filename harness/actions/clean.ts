import type Dockerode from 'dockerode';
import { attachCluster } from '../../cluster/attach.ts';
import { connectEngine } from '../../cluster/engine.ts';
import { mend } from '../../cluster/mend.ts';
import { findLeftovers, type Leftover, removeRun } from '../../cluster/sweep.ts';
import { reasonOf } from '../../history/reason.ts';
import { cleanJobs } from './clean-jobs.ts';

/** Time for a cluster that stands to answer, ms. */
const ATTACH_MS = 30_000;

/**
 * Removes what killed runs left, with `kept` what was asked to stay, and with `jobs` what a Swarm still runs; mends what stays and nobody uses. Says what
 * it did.
 * @throws EngineError
 */
export async function clean({ kept, jobs }: { readonly kept: boolean; readonly jobs: boolean }): Promise<void> {
  const engine = await connectEngine();
  // First of all: what their tasks leave is abandoned then.
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const standing = await cleanJobs(engine, jobs, say).catch((error: unknown) => {
    // A Swarm without a quorum keeps nobody from cleaning up here.
    say(`the Swarm does not say which jobs it has: ${reasonOf(error)}`);
    return 1;
  });
  const leftovers = await findLeftovers(engine);
  const removable = leftovers.filter(({ state }) => state === 'abandoned' || (kept && state === 'kept'));
  for (const leftover of removable) {
    await removeRun(engine, leftover.run);
    process.stdout.write(`removed ${describe(leftover)}\n`);
  }
  for (const leftover of leftovers.filter((each) => !removable.includes(each))) {
    const why = leftover.state === 'kept' ? 'kept; --kept removes it' : 'its run is going on';
    process.stdout.write(`left    ${describe(leftover)} (${why})\n`);
    if (leftover.state !== 'kept') continue;
    for (const mended of await mendStanding(engine, leftover.run)) process.stdout.write(`mended  ${mended}\n`);
  }
  if (leftovers.length === 0 && standing === 0) process.stdout.write('nothing to remove\n');
}

/** @returns in words what was mended, or why that cannot be done now. */
async function mendStanding(engine: Dockerode, name: string): Promise<readonly string[]> {
  try {
    const cluster = await attachCluster(engine, name, AbortSignal.timeout(ATTACH_MS));
    return await mend(cluster).finally(() => cluster.release());
  } catch (error) {
    return [`nothing: ${reasonOf(error)}`];
  }
}

function describe({ run, containers, networks, volumes }: Leftover): string {
  return `${run}: ${containers.length} containers, ${networks.length} networks, ${volumes.length} volumes`;
}
