import { startCluster } from '../../cluster/cluster.ts';
import { connectEngine } from '../../cluster/engine.ts';
import { provideImages } from '../../cluster/images/origin.ts';
import { findLeftovers, removeRun } from '../../cluster/sweep.ts';
import { wishesOf } from '../cluster-spec.ts';
import type { ImageOptions } from '../commands/command.ts';
import type { Plan } from '../plan-schema.ts';
import { openProgress } from '../progress.ts';
import { isLive } from '../terminal.ts';
import { InterruptError, UsageError } from '../usage-error.ts';
import { checkVersion } from './check-version.ts';
import { checkPortFree } from './port.ts';

export interface UpOptions extends ImageOptions {
  readonly apiPort?: number;
}

/**
 * Starts a cluster that stays, under a name.
 * @throws UsageError, VersionError, InterruptError, EngineError, ImageError, BootError
 */
export async function up(name: string, planned: Plan, options: UpOptions, signal: AbortSignal): Promise<void> {
  const { dolphinscheduler: version, origin, apiPort } = options;
  checkVersion(version);
  if (apiPort !== undefined) await checkPortFree(apiPort);
  const engine = await connectEngine();
  const [standing] = await findLeftovers(engine, name);
  if (standing?.state === 'abandoned') await removeRun(engine, name);
  else if (standing) {
    throw new UsageError(
      `there is a cluster ${name} already; ./doublerun down ${name} removes it, another name makes a second one`,
    );
  }
  const progress = openProgress(isLive());
  const images = await progress.step('Images', (say) => provideImages(engine, { version, origin }, say, signal));
  const spec = { ...wishesOf(planned), run: name, version, ...(apiPort === undefined ? {} : { apiPort }), keep: true };
  await progress.step('Cluster', async (say) => {
    const cluster = await startCluster(spec, { engine, images, say, signal });
    await cluster.release();
    // Nobody would look for it any more.
    if (signal.aborted) await cluster.stop();
  });
  if (signal.aborted) throw new InterruptError();
  process.stdout.write(`cluster ${name} stands (DolphinScheduler ${version}, ${spec.masters} masters, ${spec.workers} workers)
  ./doublerun run ${planned.scenario} --cluster ${name}     runs a scenario on it
  ./doublerun down ${name}     removes it
`);
}

/** Removes a cluster by its name. @throws UsageError, EngineError */
export async function down(name: string): Promise<void> {
  const engine = await connectEngine();
  const [standing] = await findLeftovers(engine, name);
  if (!standing) throw new UsageError(`there is no cluster ${name}`);
  if (standing.state === 'running') throw new UsageError(`cluster ${name} belongs to a run that is going on`);
  await removeRun(engine, name);
  process.stdout.write(`cluster ${name} is removed\n`);
}
