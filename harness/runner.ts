import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import type Dockerode from 'dockerode';
import { judge } from '../checkers/judge.ts';
import type { Verdict } from '../checkers/verdict.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { type ClusterImages, type Origin, provideImages } from '../cluster/images/origin.ts';
import type { ClusterSpec } from '../cluster/topology.ts';
import { within } from '../cluster/wait.ts';
import type { EventOf } from '../history/event.ts';
import { Journal, readJournal } from '../history/journal.ts';
import { reasonOf } from '../history/reason.ts';
import { createRunDirectory, type RunDirectory, writeJson } from '../history/run-directory.ts';
import { nowMicros } from '../history/time.ts';
import { renderHtml } from '../report/html.ts';
import { describeEnvironment, type Environment } from './environment.ts';
import { header } from './header.ts';
import { Nemesis } from './nemesis.ts';
import type { Plan } from './plan-types.ts';
import type { Progress } from './progress.ts';
import { openEnds } from './settle.ts';
import { DOUBLERUN_VERSION } from './version.ts';
import { View } from './view.ts';
import { type RunEnd, work } from './work.ts';

/** Time for engine and ZooKeeper to say what they are, ms. */
const ENVIRONMENT_MS = 30_000;

export interface RunOptions {
  readonly engine: Dockerode;
  readonly version: string;
  readonly origin: Origin;
  /** Folder that run directories are made in. */
  readonly runs: string;
  readonly keep: boolean;
  readonly apiPort?: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export interface RunResult {
  readonly directory: RunDirectory;
  readonly verdict: Verdict;
  /** Names of the tasks that were submitted, by their codes. */
  readonly taskNames: ReadonlyMap<number, string>;
  /** What the engine's labels call the cluster, and whether it still stands. */
  readonly clusterName: string;
  readonly kept: boolean;
}

/**
 * One run of a plan, from images to verdict. The verdict is made from the journal on disk, as `check` makes it.
 * Nothing of the cluster is left when it returns or throws, but for `keep`.
 * @throws ImageError, EngineError before a run directory exists; everything later becomes the verdict `broken` (or interrupted).
 */
export async function run(plan: Plan, options: RunOptions): Promise<RunResult> {
  const { engine, version, origin, runs, progress, signal } = options;
  const images = await progress.step('Images', (say) => provideImages(engine, { version, origin }, say, signal));
  const directory = createRunDirectory(runs, plan.scenario, plan.seed, new Date());
  writeJson(directory, 'plan', plan);
  const journal = new Journal(directory.events);
  const spec = specOf(plan, directory.run, options);
  const begin = journal.append(header(plan, directory.run, spec)) as EventOf<'run.begin'>;
  const view = new View(begin);
  journal.follow((event) => view.observe(event));

  const { environment, kept } = await onCluster(plan, spec, { options, images, directory, journal, view });
  journal.close();
  return progress.step('Check', async () => {
    const { events, torn } = await readJournal(directory.events);
    const verdict = judge(events, { torn });
    writeJson(directory, 'verdict', verdict);
    const report = renderHtml({
      events,
      verdict,
      ...(environment ? { environment } : {}),
      // Not the whole path: reports are handed on, and where somebody's folders are is nobody's business.
      runDirectory: relative(process.cwd(), directory.path),
    });
    writeFileSync(directory.report, report);
    const submitted = events.filter((event) => event.type === 'run.workflow').flatMap(({ tasks }) => tasks);
    return {
      directory,
      verdict,
      taskNames: new Map(submitted.map(({ task, name }) => [task, name])),
      clusterName: spec.run,
      kept,
    };
  });
}

interface Context {
  readonly options: RunOptions;
  readonly images: ClusterImages;
  readonly directory: RunDirectory;
  readonly journal: Journal;
  readonly view: View;
}

/** Everything between the first container and the last; ends with `run.end` in the journal, however it ends. */
async function onCluster(
  plan: Plan,
  spec: ClusterSpec,
  context: Context,
): Promise<{ environment: Environment | undefined; kept: boolean }> {
  const { options, images, directory, journal, view } = context;
  const { engine, keep, progress, signal } = options;
  let cluster: Cluster | undefined;
  let nemesis: Nemesis | undefined;
  let environment: Environment | undefined;
  let end: Pick<EventOf<'run.end'>, 'outcome' | 'reason'>;
  let worked: RunEnd | undefined;
  try {
    const started = await progress.step('Cluster', (say) =>
      startCluster(spec, { engine, images, journal, logs: directory.logs, say, signal }),
    );
    cluster = started;
    environment = await within('the environment of the run', ENVIRONMENT_MS, () =>
      describeEnvironment(engine, started, images, DOUBLERUN_VERSION),
    );
    writeJson(directory, 'environment', environment);
    nemesis = new Nemesis({ cluster: started, view, journal, signal });
    worked = await work(plan, { cluster: started, nemesis, journal, view, progress, signal });
    end = worked;
  } catch (error) {
    end = signal.aborted
      ? { outcome: 'interrupted', reason: 'by Ctrl-C or another signal' }
      : { outcome: 'failed', reason: reasonOf(error) };
  }
  await progress.step('Collect and clean up', async (say) => {
    await nemesis?.healAll();
    say('reading the rest of ledger and audit');
    await cluster?.observers.finish();
    // What was only learnt now may show that it had not settled after all.
    const open = worked?.outcome === 'settled' ? openEnds(view, worked.definitions) : undefined;
    const { outcome, reason } = open ? { outcome: 'deadline' as const, reason: `after all had settled: ${open}` } : end;
    journal.append({ at: nowMicros(), source: 'harness', type: 'run.end', outcome, reason });
    if (!keep) say('removing the cluster');
    await (keep ? cluster?.release() : cluster?.stop())?.catch((error: Error) => {
      // The run is over and its history whole: that stands, whatever the engine does now.
      process.stderr.write(`the cluster could not be removed (${error.message}); ./doublerun clean does\n`);
    });
  });
  return { environment, kept: keep && cluster !== undefined };
}

/** The cluster that a plan wants. */
function specOf(plan: Plan, run: string, { version, apiPort, keep }: RunOptions): ClusterSpec {
  const { masters, workers, registryDisconnectStrategy, sessionTimeoutSeconds } = plan.cluster;
  return {
    // Runs in other folders may have the same name at the same second; no two processes of this host have the same number.
    run: `${run}@${process.pid}`,
    version,
    masters,
    workers,
    settings: { registryDisconnectStrategy, sessionTimeoutSeconds },
    ...(apiPort === undefined ? {} : { apiPort }),
    keep,
  };
}
