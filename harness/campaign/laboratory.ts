import type Dockerode from 'dockerode';
import { startCluster } from '../../cluster/cluster.ts';
import { provideImages } from '../../cluster/images/origin.ts';
import { processName } from '../../cluster/labels.ts';
import { findLeftovers, removeRun } from '../../cluster/sweep.ts';
import type { Say } from '../../cluster/wait.ts';
import { reasonOf } from '../../history/reason.ts';
import { prepareEngine, type RecordedRun, type RunPlanOptions, runPlan } from '../actions/run-once.ts';
import { differences, wishesOf } from '../cluster-spec.ts';
import type { ImageOptions } from '../commands/command.ts';
import type { ReporterOptions } from '../commands/reporter-option.ts';
import { EXIT, exitCodeOfError } from '../exit.ts';
import type { Plan } from '../plan-schema.ts';
import { stepOfMany } from '../progress.ts';
import type { RunResult } from '../runner.ts';
import { secondsSince } from '../seconds-since.ts';
import { isLive } from '../terminal.ts';
import { InterruptError } from '../usage-error.ts';

export interface LaboratoryOptions extends ImageOptions, Pick<ReporterOptions, 'reporter'> {
  /** A cluster that stands, to be used and left standing; where absent, one is started and removed at the end. */
  readonly cluster?: string;
  /** Where run directories are made. */
  readonly runs: string;
  readonly stopOnViolation?: true;
  /** Called where its cluster could not be removed. */
  readonly onLeft?: () => void;
}

/** What became of one run. `failed`: it did not come so far as to have a verdict. */
export type Ran<Result = RunResult> =
  | { readonly kind: 'ran'; readonly result: Result; readonly seconds: number }
  | { readonly kind: 'failed'; readonly reason: string; readonly seconds: number };

/** A place to run one plan after the other. */
export interface Laboratory {
  /**
   * Runs a plan; whatever becomes of it, the next can be run.
   * @throws InterruptError, and what makes no sense whichever plan is run: UsageError, AttachError, VersionError.
   */
  run(plan: Plan, title: string, options?: LaboratoryRunOptions): Promise<Ran<RecordedRun>>;
}

export interface LaboratoryRunOptions extends Pick<RunPlanOptions, 'stopOnProofOf' | 'campaign'> {
  /** Called when the cluster that the plan needs stands. */
  readonly onCluster?: () => void;
}

/**
 * Does work in a laboratory: one warm cluster under a name of its own, started when the first plan needs it, another one whenever a plan needs
 * another kind, and none left at the end, however it comes.
 * @throws VersionError, EngineError, InterruptError, and what the work throws.
 */
export async function inLaboratory<T>(
  name: string,
  options: LaboratoryOptions,
  signal: AbortSignal,
  work: (laboratory: Laboratory) => Promise<T>,
): Promise<T> {
  const engine = await prepareEngine(options.dolphinscheduler);
  // No two processes on this engine have the same name. Not asked to stay: after a kill the next command removes it.
  const own = options.cluster === undefined ? new OwnCluster(`${name}@${processName()}`, options, engine) : undefined;
  try {
    return await work({
      run: (plan, title, { onCluster, ...more } = {}) =>
        runOne(plan, title, { own, options: { ...options, ...more }, onCluster, engine, signal }),
    });
  } finally {
    await own?.remove();
  }
}

interface Bench {
  readonly own: OwnCluster | undefined;
  readonly options: LaboratoryOptions & Omit<LaboratoryRunOptions, 'onCluster'>;
  readonly onCluster: LaboratoryRunOptions['onCluster'] | undefined;
  readonly engine: Dockerode;
  readonly signal: AbortSignal;
}

async function runOne(
  plan: Plan,
  title: string,
  { own, options, onCluster, engine, signal }: Bench,
): Promise<Ran<RecordedRun>> {
  const began = performance.now();
  try {
    const result = await stepOfMany(isLive(), title, async (progress) => {
      await progress.step('Cluster', async (say) => own?.suit(plan, say, signal));
      onCluster?.();
      const cluster = own?.name ?? options.cluster ?? '';
      // What the whole campaign was called with is not what does one of its runs again.
      return runPlan(plan, { ...options, cluster, again: undefined }, { engine, progress, signal });
    });
    if (signal.aborted) throw new InterruptError();
    return { kind: 'ran', result, seconds: secondsSince(began) };
  } catch (error) {
    if (signal.aborted) throw new InterruptError();
    // What the user named makes no sense, and will make none in the next run.
    if (exitCodeOfError(error) === EXIT.usage) throw error;
    return { kind: 'failed', reason: reasonOf(error), seconds: secondsSince(began) };
  }
}

/** The cluster that a campaign has made for itself. */
class OwnCluster {
  readonly name: string;
  readonly #options: LaboratoryOptions;
  readonly #engine: Dockerode;
  /** The plan that it was started for; absent while there is none. */
  #suits: Plan | undefined;

  constructor(name: string, options: LaboratoryOptions, engine: Dockerode) {
    this.name = name;
    this.#options = options;
    this.#engine = engine;
  }

  /** Sees to it that it stands and is what the plan needs. */
  async suit(plan: Plan, say: Say, signal: AbortSignal): Promise<void> {
    const { dolphinscheduler: version, origin } = this.#options;
    const spec = { run: this.name, version, keep: false };
    // A run that could neither reset nor replace it has removed it.
    const [standing] = await findLeftovers(this.#engine, this.name);
    if (standing && this.#suits && differences(plan, { ...spec, ...wishesOf(this.#suits) }).length === 0) return;
    await this.remove();
    const images = await provideImages(this.#engine, { version, origin }, say, signal);
    const cluster = await startCluster({ ...spec, ...wishesOf(plan) }, { engine: this.#engine, images, say, signal });
    // Each run takes it up for itself.
    await cluster.release();
    this.#suits = plan;
  }

  /** Twice is once. */
  async remove(): Promise<void> {
    this.#suits = undefined;
    await removeRun(this.#engine, this.name).catch((error: unknown) => {
      process.stderr.write(
        `the cluster ${this.name} could not be removed (${reasonOf(error)}); ./doublerun clean does it\n`,
      );
      this.#options.onLeft?.();
    });
  }
}
