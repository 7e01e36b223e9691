import { writeFileSync } from 'node:fs';
import type Dockerode from 'dockerode';
import { judge } from '../checkers/judge.ts';
import { Situation } from '../checkers/situation.ts';
import type { Verdict } from '../checkers/verdict.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { type ClusterImages, type Origin, provideImages } from '../cluster/images/origin.ts';
import { BEAT_EVERY } from '../cluster/observers/ledger.ts';
import { type ClusterSpec, layOut } from '../cluster/topology.ts';
import { DeadlineError, waitFor } from '../cluster/wait.ts';
import type { EventOf } from '../history/event.ts';
import { SCHEMA_VERSION } from '../history/events/run.ts';
import { Journal, readJournal } from '../history/journal.ts';
import { createRunDirectory, type RunDirectory, writeJson } from '../history/run-directory.ts';
import { MICROS_PER_MS, nowMicros } from '../history/time.ts';
import { renderHtml } from '../report/html.ts';
import { describeEnvironment, type Environment } from './environment.ts';
import { Nemesis } from './nemesis.ts';
import type { Plan } from './plan-types.ts';
import type { Progress } from './progress.ts';
import { settled } from './settle.ts';
import { DOUBLERUN_VERSION } from './version.ts';
import { submit } from './workload.ts';

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
  /** The cluster still stands. */
  readonly kept: boolean;
}

/**
 * Clock error of each witness, µs. Containers and harness read one clock. Witness and audit stamp in µs, the engine in ns; what the harness,
 * its client and the nemesis write is stamped in ms.
 */
const UNCERTAINTY = { harness: 1_000, witness: 100, audit: 100, engine: 1_000, client: 1_000, nemesis: 1_000 };

type End = Pick<EventOf<'run.end'>, 'outcome' | 'reason'>;

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
  const begin = journal.append(header(plan, spec)) as EventOf<'run.begin'>;
  const situation = new Situation(begin);
  journal.follow((event) => situation.observe(event));

  const { environment, kept } = await onCluster(plan, spec, { options, images, directory, journal, situation });
  journal.close();
  return progress.step('Check', async () => {
    const { events, torn } = await readJournal(directory.events);
    const verdict = judge(events, { torn });
    writeJson(directory, 'verdict', verdict);
    const report = renderHtml({
      events,
      verdict,
      ...(environment ? { environment } : {}),
      runDirectory: directory.path,
    });
    writeFileSync(directory.report, report);
    const submitted = events.filter((event) => event.type === 'run.workflow').flatMap(({ tasks }) => tasks);
    return { directory, verdict, taskNames: new Map(submitted.map(({ task, name }) => [task, name])), kept };
  });
}

interface Context {
  readonly options: RunOptions;
  readonly images: ClusterImages;
  readonly directory: RunDirectory;
  readonly journal: Journal;
  readonly situation: Situation;
}

/** Everything between the first container and the last; ends with `run.end` in the journal, however it ends. */
async function onCluster(
  plan: Plan,
  spec: ClusterSpec,
  context: Context,
): Promise<{ environment: Environment | undefined; kept: boolean }> {
  const { options, images, directory, journal } = context;
  const { engine, keep, progress, signal } = options;
  let cluster: Cluster | undefined;
  let nemesis: Nemesis | undefined;
  let environment: Environment | undefined;
  let end: End;
  try {
    const started = await progress.step('Cluster', (say) =>
      startCluster(spec, { engine, images, journal, logs: directory.logs, say, signal }),
    );
    cluster = started;
    environment = await describeEnvironment(engine, started, images, DOUBLERUN_VERSION);
    writeJson(directory, 'environment', environment);
    nemesis = new Nemesis({ cluster: started, situation: context.situation, journal, signal });
    end = await work(plan, started, nemesis, context);
  } catch (error) {
    end = signal.aborted
      ? { outcome: 'interrupted', reason: 'the run was interrupted' }
      : { outcome: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
  await progress.step('Collect and clean up', async (say) => {
    await nemesis?.healAll();
    say('reading the rest of ledger and audit');
    await cluster?.observers.finish();
    journal.append({ at: nowMicros(), source: 'harness', type: 'run.end', ...end });
    if (!keep) say('removing the cluster');
    await (keep ? cluster?.release() : cluster?.stop())?.catch((error: Error) => {
      // The run is over and its history whole: that stands, whatever the engine does now.
      process.stderr.write(`the cluster could not be removed (${error.message}); ./doublerun clean does\n`);
    });
  });
  return { environment, kept: keep && cluster !== undefined };
}

async function work(
  plan: Plan,
  cluster: Cluster,
  nemesis: Nemesis,
  { options, journal, situation }: Context,
): Promise<End> {
  const { progress, signal } = options;
  const definitions = await progress.step('Workload', (say) =>
    submit(cluster.scheduler, plan, { journal, say, signal }),
  );
  if (plan.faults.length > 0) {
    const title = plan.faults.map(({ kind, target }) => `${kind} ${target}`).join(', ');
    await progress.step(`Faults: ${title}`, (say) =>
      Promise.all(plan.faults.map((fault) => nemesis.run(fault, (text) => say(`${fault.fault}: ${text}`)))),
    );
  }
  const since = nowMicros();
  try {
    await progress.step('Settle', (say) =>
      waitFor({
        what: 'final states',
        deadlineMs: plan.graceMs,
        signal,
        say,
        look: () => settled(situation, definitions, since),
      }),
    );
    return { outcome: 'settled', reason: 'every workflow is final and every execution over' };
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error;
    return { outcome: 'deadline', reason: error.message };
  }
}

function specOf(plan: Plan, run: string, { version, apiPort, keep }: RunOptions): ClusterSpec {
  const { masters, workers, registryDisconnectStrategy, sessionTimeoutSeconds } = plan.cluster;
  return {
    run,
    version,
    masters,
    workers,
    settings: { registryDisconnectStrategy, sessionTimeoutSeconds },
    ...(apiPort === undefined ? {} : { apiPort }),
    keep,
  };
}

function header(plan: Plan, spec: ClusterSpec): Omit<EventOf<'run.begin'>, 'seq'> {
  return {
    at: nowMicros(),
    source: 'harness',
    type: 'run.begin',
    schema: SCHEMA_VERSION,
    run: spec.run,
    scenario: plan.scenario,
    seed: plan.seed,
    contract: [...plan.contract],
    uncertainty: UNCERTAINTY,
    beatEvery: BEAT_EVERY,
    grace: plan.graceMs * MICROS_PER_MS,
    servers: layOut(spec).servers.map(({ name, role }) => ({ name, role })),
    faults: plan.faults.map(({ fault, kind, target }) => ({ fault, kind, target })),
  };
}
