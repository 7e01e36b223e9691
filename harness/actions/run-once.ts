import { createServer } from 'node:net';
import { relative, resolve } from 'node:path';
import type Dockerode from 'dockerode';
import { familyOf } from '../../cluster/dolphinscheduler/families.ts';
import { connectEngine } from '../../cluster/engine.ts';
import { findLeftovers, removeRun } from '../../cluster/sweep.ts';
import { LOOPBACK } from '../../cluster/topology.ts';
import type { ImageOptions } from '../commands/command.ts';
import type { Plan } from '../plan-types.ts';
import { openProgress } from '../progress.ts';
import { type RunResult, run } from '../runner.ts';
import { isLive, verdictInWords } from '../terminal.ts';
import { InterruptError, UsageError } from '../usage-error.ts';

export interface RunOnceOptions extends ImageOptions {
  /** The command line that does the same again, with its seed. */
  readonly again: string;
  readonly apiPort?: number;
  readonly keep?: true;
  readonly runs: string;
}

/**
 * Runs a plan once, and prints what was found and where it is.
 * @throws UsageError, VersionError, InterruptError, EngineError, ImageError
 */
export async function runOnce(planned: Plan, options: RunOnceOptions, signal: AbortSignal): Promise<RunResult> {
  familyOf(options.dolphinscheduler);
  if (options.apiPort !== undefined) await checkPortFree(options.apiPort);
  const engine = await connectEngine();
  process.stderr.write(`scenario ${planned.scenario}, seed ${planned.seed}: ${planned.about}\n`);
  await removeAbandoned(engine);
  const result = await run(planned, {
    engine,
    version: options.dolphinscheduler,
    origin: options.origin,
    runs: resolve(options.runs),
    keep: options.keep ?? false,
    ...(options.apiPort === undefined ? {} : { apiPort: options.apiPort }),
    progress: openProgress(isLive()),
    signal,
  });
  print(options.again, result);
  if (signal.aborted) throw new InterruptError();
  return result;
}

function print(again: string, { directory, verdict, kept, clusterName }: RunResult): void {
  const here = (path: string): string => relative(process.cwd(), path);
  process.stdout.write(
    `${verdictInWords(verdict)}
run     ${here(directory.path)}
report  ${here(directory.report)}
again   ${again}
`,
  );
  if (!kept) return;
  process.stdout.write(
    `kept    the cluster still stands:
          docker ps --filter label=doublerun.run=${clusterName}
          docker exec -it <container> bash
          ./doublerun clean --kept     removes it
`,
  );
}

/** The engine would say so too, but only after the cluster has half started. */
async function checkPortFree(port: number): Promise<void> {
  await new Promise<void>((free, taken) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${error.code})`;
      taken(
        new UsageError(
          `--api-port ${port}: port ${port} ${why}. Choose another, or leave --api-port out for any free one.`,
        ),
      );
    });
    server.listen(port, LOOPBACK, () => server.close(() => free()));
  });
}

/** A run that was killed healed nothing; its cluster goes before the next one starts. */
async function removeAbandoned(engine: Dockerode): Promise<void> {
  for (const { run, state } of await findLeftovers(engine)) {
    if (state !== 'abandoned') continue;
    process.stderr.write(`removing what the killed run ${run} left behind\n`);
    await removeRun(engine, run);
  }
}
