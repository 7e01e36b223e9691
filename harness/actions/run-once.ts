import { join, relative, resolve } from 'node:path';
import type Dockerode from 'dockerode';
import type { Signature } from '../../checkers/signature.ts';
import { specOfCluster } from '../../cluster/attach.ts';
import { logPatterns } from '../../cluster/dolphinscheduler/log-patterns.ts';
import { connectEngine } from '../../cluster/engine.ts';
import { lastBuild } from '../../cluster/images/distribution/builds.ts';
import { provideImages } from '../../cluster/images/origin.ts';
import { processName, type Source } from '../../cluster/labels.ts';
import { findLeftovers, removeRun } from '../../cluster/sweep.ts';
import type { ClusterSpec } from '../../cluster/topology.ts';
import { reasonOf } from '../../history/reason.ts';
import { createRunDirectory } from '../../history/run-directory.ts';
import { type ClusterSource, freshCluster, noCluster, warmCluster } from '../cluster-source.ts';
import { differences, wishesOf } from '../cluster-spec.ts';
import type { ImageOptions } from '../commands/command.ts';
import { DEFAULT_REPORTERS, type ReporterOptions } from '../commands/reporter-option.ts';
import { atProof, atViolation, type EarlyEnd } from '../early-end.ts';
import { EXIT, exitCodeOfError } from '../exit.ts';
import { writeBegun } from '../ledger/begun.ts';
import { cutShort } from '../ledger/cut-short.ts';
import { keepInLedger, LEDGER_FILE } from '../ledger/ledger-file.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import { ledgerRecordOf } from '../ledger/record-of.ts';
import type { Plan } from '../plan-schema.ts';
import { openProgress, type Progress } from '../progress.ts';
import { linesOf } from '../reporting.ts';
import { type RunResult, run } from '../runner.ts';
import { secondsSince } from '../seconds-since.ts';
import { isLive } from '../terminal.ts';
import { InterruptError, UsageError } from '../usage-error.ts';
import { checkVersion, tellMeantFor } from './check-version.ts';
import { checkPortFree } from './port.ts';

export interface RunOnceOptions extends RunPlanOptions {
  readonly again: string;
}

export interface RunPlanOptions extends ImageOptions, ReporterOptions {
  readonly apiPort?: number;
  readonly keep?: true;
  /** A cluster that stands. */
  readonly cluster?: string;
  readonly stopOnViolation?: true;
  /** End the run as soon as a finding with this signature is proved. */
  readonly stopOnProofOf?: Signature;
  readonly runs: string;
  /** Of which campaign it is a part. */
  readonly campaign?: LedgerRecord['campaign'];
  /** The command line that does the same again, with its seed; absent: the replay of the run. */
  readonly again?: string | undefined;
}

/** A run, and its line in the ledger; none where it was interrupted before it had proved anything. */
export interface RecordedRun extends RunResult {
  readonly record: LedgerRecord | undefined;
}

/**
 * Runs a plan once, and prints what was found and where it is.
 * @throws UsageError, VersionError, InterruptError, EngineError, ImageError, AttachError
 */
export async function runOnce(planned: Plan, options: RunOnceOptions, signal: AbortSignal): Promise<RunResult> {
  if (options.apiPort !== undefined) await checkPortFree(options.apiPort);
  process.stderr.write(`scenario ${planned.scenario}, seed ${planned.seed}: ${planned.about}\n`);
  tellMeantFor(planned, options.dolphinscheduler);
  const progress = openProgress(isLive());
  const result = await beginAndRun(planned, options, { progress, signal });
  print(options.again, result);
  if (signal.aborted) throw new InterruptError();
  return result;
}

/** Where reports were asked for, there are some of a run that could not even begin, too: whoever reads only them must not take silence for good. */
async function beginAndRun(planned: Plan, options: RunOnceOptions, tools: Omit<Tools, 'engine'>): Promise<RunResult> {
  try {
    const engine = await prepareEngine(options.dolphinscheduler);
    return await runPlan(planned, options, { engine, ...tools });
  } catch (error) {
    const broken = !tools.signal.aborted && exitCodeOfError(error) === EXIT.broken;
    if (options.reporter === undefined || !broken) throw error;
    process.stderr.write(`${reasonOf(error)}\n`);
    return runInDirectory(planned, options, tools, (name) => noCluster(specOf(planned, options, name), error));
  }
}

/**
 * What comes before the first run of a command: an engine that answers, on which no killed run has left anything.
 * @throws VersionError, EngineError
 */
export async function prepareEngine(version: string): Promise<Dockerode> {
  checkVersion(version);
  const engine = await connectEngine();
  await removeAbandoned(engine);
  const patterns = logPatterns(version);
  if (!patterns.known) process.stderr.write(`server logs are kept, but not read: ${patterns.reason}\n`);
  return engine;
}

/**
 * One run of a plan, in a run directory of its own. An interrupted one has a verdict too.
 * @throws UsageError, EngineError, ImageError, AttachError
 */
export async function runPlan(planned: Plan, options: RunPlanOptions, tools: Tools): Promise<RecordedRun> {
  return runInDirectory(planned, options, tools, await sourceOf(planned, options, tools));
}

async function runInDirectory(
  planned: Plan,
  options: RunPlanOptions,
  { progress, signal }: Omit<Tools, 'engine'>,
  source: (run: string) => ClusterSource,
): Promise<RecordedRun> {
  const at = new Date();
  const began = performance.now();
  const runs = resolve(options.runs);
  const directory = createRunDirectory(runs, planned.scenario, planned.seed, at);
  const { dolphinscheduler: version, campaign } = options;
  // Whoever finds it after a kill has to know whose it is.
  if (campaign) writeBegun(directory, campaign, { version, at });
  const result = await run(planned, {
    source: source(directory.run),
    directory,
    earlyEnds: earlyEndsOf(planned, options),
    progress,
    signal,
    reporters: options.reporter ?? DEFAULT_REPORTERS,
    output: options.output,
    again: options.again,
  });
  const ran = { kind: 'ran' as const, result, seconds: secondsSince(began) };
  const whole = ledgerRecordOf(planned, ran, { version, at, ...(campaign ? { campaign } : {}) });
  const record = signal.aborted ? cutShort(whole) : whole;
  if (!record) return { ...result, record };
  keepInLedger(join(runs, LEDGER_FILE), record, (sentence) =>
    process.stderr.write(`${sentence}
`),
  );
  return { ...result, record };
}

function earlyEndsOf(
  { faults }: Plan,
  { stopOnViolation, stopOnProofOf: wanted }: RunPlanOptions,
): readonly EarlyEnd[] {
  const kinds = faults.map(({ strike }) => strike.kind);
  return [...(stopOnViolation ? [atViolation] : []), ...(wanted ? [atProof(wanted, kinds)] : [])];
}

export interface Tools {
  readonly engine: Dockerode;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Decides where the run's cluster comes from, before a directory is made for the run. @returns what takes the run's name. */
async function sourceOf(
  planned: Plan,
  options: RunPlanOptions,
  { engine, progress, signal }: Tools,
): Promise<(run: string) => ClusterSource> {
  const { dolphinscheduler: version, origin, cluster } = options;
  const provide = () => progress.step('Images', (say) => provideImages(engine, { version, origin }, say, signal));
  if (cluster !== undefined) {
    const { spec, ...source } = await specOfCluster(engine, cluster);
    const unlike = [
      ...differences(planned, spec),
      ...(spec.version === version ? [] : [`DolphinScheduler ${version} wanted, ${spec.version} there`]),
      ...(origin === 'auto' || origin === source.origin ? [] : [`origin ${origin} wanted, ${source.origin} there`]),
      ...(await outdated(engine, spec.version, source)),
    ];
    if (unlike.length > 0) {
      throw new UsageError(
        `cluster ${cluster} is not what ${planned.scenario} needs: ${unlike.join('; ')}. ` +
          `./doublerun up <name> --for ${planned.scenario} starts one that is.`,
      );
    }
    return () => warmCluster(spec, { engine, images: provide });
  }
  const images = await provide();
  return (name) => freshCluster(specOf(planned, options, name), { engine, images: async () => images });
}

function specOf(
  planned: Plan,
  { dolphinscheduler: version, apiPort, keep }: RunPlanOptions,
  name: string,
): ClusterSpec {
  return {
    ...wishesOf(planned),
    // Runs in other folders may have the same name at the same second; no two processes on this engine have the same name.
    run: `${name}@${processName()}`,
    version,
    ...(apiPort === undefined ? {} : { apiPort }),
    keep: keep ?? false,
  };
}

/** A cluster that stands since before the last build would be judged in its place. */
async function outdated(engine: Dockerode, version: string, { origin, build }: Source): Promise<readonly string[]> {
  const last = origin === 'dist' ? await lastBuild(engine, version) : build;
  return last === build ? [] : [`build ${last ?? 'that is gone'} wanted, ${build} there`];
}

function print(again: string, { directory, verdict, reports, kept, clusterName }: RunResult): void {
  const lines = [
    // Where no report says so here.
    ...(reports.stdout === '' ? [{ label: 'verdict', text: verdict.verdict }] : []),
    { label: 'run', text: here(directory.path) },
    ...reports.files.map(({ label, path }) => ({ label: label === 'html' ? 'report' : label, text: here(path) })),
    { label: 'again', text: again },
  ];
  process.stdout.write(`${reports.stdout === '' ? '' : `${reports.stdout}\n`}${linesOf(lines)}`);
  if (!kept) return;
  process.stdout.write(
    `kept    the cluster still stands:
          docker ps --filter label=doublerun.run=${clusterName}
          docker exec -it <container> bash
          ./doublerun run <scenario> --cluster ${clusterName}     uses it again
          ./doublerun down ${clusterName}     removes it
`,
  );
}

function here(path: string): string {
  return relative(process.cwd(), path);
}

/** A run that was killed healed nothing; its cluster goes before the next one starts. */
export async function removeAbandoned(engine: Dockerode): Promise<void> {
  for (const { run, state } of await findLeftovers(engine)) {
    if (state !== 'abandoned') continue;
    process.stderr.write(`removing what the killed run ${run} left behind\n`);
    await removeRun(engine, run);
  }
}
