import { relative } from 'node:path';
import { judge } from '../checkers/judge.ts';
import { type Clues, cluesOf } from '../checkers/signature.ts';
import type { Verdict } from '../checkers/verdict.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { within } from '../cluster/wait.ts';
import { type Witnesses, watch } from '../cluster/witnesses.ts';
import type { EventOf } from '../history/event.ts';
import { Journal, readJournal } from '../history/journal.ts';
import { reasonOf } from '../history/reason.ts';
import { type RunDirectory, writeJson } from '../history/run-directory.ts';
import { type Micros, nowMicros } from '../history/time.ts';
import type { Reporter } from '../report/reporters/reporter.ts';
import type { ClusterSource } from './cluster-source.ts';
import type { EarlyEnd } from './early-end.ts';
import { describeEnvironment, type Environment } from './environment.ts';
import { header } from './header.ts';
import { freshFindings, LiveExamination } from './live.ts';
import { readLogExcerpts } from './log-excerpts.ts';
import { Nemesis } from './nemesis.ts';
import type { Plan } from './plan-schema.ts';
import type { Progress } from './progress.ts';
import { type Reports, writeReports } from './reporting.ts';
import { openEnds } from './settle.ts';
import { shellWord } from './shell-word.ts';
import { DOUBLERUN_VERSION } from './version.ts';
import { View } from './view.ts';
import { type RunEnd, work } from './work.ts';

/** Time for engine and ZooKeeper to say what they are, ms. */
const ENVIRONMENT_MS = 30_000;

export interface RunOptions {
  readonly source: ClusterSource;
  /** The run's directory, made beforehand: its name is in the cluster's labels. */
  readonly directory: RunDirectory;
  /** What ends the run early; none: it goes to its own end. */
  readonly earlyEnds: readonly EarlyEnd[];
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly reporters: readonly Reporter[];
  /** Where reports are wanted besides the run directory. */
  readonly output?: string | undefined;
  /** The command line that does the same again; absent: the replay of this run. */
  readonly again?: string | undefined;
}

export interface RunResult {
  readonly directory: RunDirectory;
  readonly verdict: Verdict;
  readonly reports: Reports;
  /** What it takes to sign the verdict's findings. */
  readonly clues: Clues;
  /** When the first workflow was handed to the scheduler; absent where the run did not come so far. */
  readonly workAt: Micros | undefined;
  /** Absent where the run did not come so far as to describe it. */
  readonly environment: Environment | undefined;
  /** What the engine's labels call the cluster, and whether it still stands. */
  readonly clusterName: string;
  readonly kept: boolean;
}

/**
 * One run of a plan, from cluster to verdict. The verdict is made from the journal on disk, as `check` makes it.
 * Nothing of the cluster is left when it returns or throws, unless its source says so.
 * @throws AttachError where the cluster is not to be had; everything later becomes the verdict `broken` (or interrupted).
 */
export async function run(plan: Plan, options: RunOptions): Promise<RunResult> {
  const { source, directory, progress } = options;
  writeJson(directory, 'plan', plan);
  const journal = new Journal(directory.events);
  const begin = journal.append(header(plan, directory.run, source.spec)) as EventOf<'run.begin'>;
  const view = new View(begin);
  journal.follow((event) => view.observe(event));
  const show = progress.show({ plan, view });
  const fresh = freshFindings();
  const told = (verdict: Verdict): void => show(fresh(verdict));

  const { environment, kept } = await onCluster(plan, { options, begin, journal, view, told });
  journal.close();
  return progress.step('Check', async () => {
    const { events, torn } = await readJournal(directory.events);
    const verdict = judge(events, { torn });
    told(verdict);
    writeJson(directory, 'verdict', verdict);
    // Not the whole path: reports are handed on, and where somebody's folders are is nobody's business.
    const runDirectory = relative(process.cwd(), directory.path);
    const again = options.again ?? `./doublerun replay ${shellWord(runDirectory)}`;
    const folders = [directory.path, ...(options.output === undefined ? [] : [options.output])];
    const report = {
      events,
      verdict,
      environment,
      runDirectory,
      again,
      logs: readLogExcerpts(directory.logs, events, verdict),
    };
    return {
      directory,
      verdict,
      reports: writeReports(report, options.reporters, folders),
      clues: cluesOf(events),
      workAt: events.find(({ type }) => type === 'run.workflow')?.at,
      environment,
      clusterName: source.spec.run,
      kept,
    };
  });
}

interface Context {
  readonly options: RunOptions;
  readonly begin: EventOf<'run.begin'>;
  readonly journal: Journal;
  readonly view: View;
  /** Is told of the verdict on what is known, again and again. */
  readonly told: (verdict: Verdict) => void;
}

type End = Pick<EventOf<'run.end'>, 'outcome' | 'reason'>;

/** Everything from the cluster to its giving back; ends with `run.end` in the journal, however it ends. */
async function onCluster(
  plan: Plan,
  context: Context,
): Promise<{ readonly environment: Environment | undefined; readonly kept: boolean }> {
  const { options, begin, journal, view } = context;
  const { source, directory, progress, signal } = options;
  const proved = new AbortController();
  const either = AbortSignal.any([signal, proved.signal]);
  let cluster: Cluster | undefined;
  let witnesses: Witnesses | undefined;
  let nemesis: Nemesis | undefined;
  let describing: Promise<Environment | undefined> | undefined;
  let end: End;
  let worked: RunEnd | undefined;
  const live = new LiveExamination(
    options.earlyEnds,
    ({ sentence }, { when }) => proved.abort(new Error(`${when}: ${sentence}`)),
    context.told,
  );
  live.observe(begin);
  journal.follow((event) => live.observe(event));
  try {
    const provided = await progress.step('Cluster', (say) => source.provide(say, signal));
    cluster = provided.cluster;
    const watching = await watch(provided.cluster, { journal, logs: directory.logs, mark: provided.mark });
    witnesses = watching;
    // Beside the work: looking into containers takes a second that nobody has to wait for.
    describing = within('the environment of the run', ENVIRONMENT_MS, () =>
      describeEnvironment(provided.cluster, watching, DOUBLERUN_VERSION),
    );
    describing.catch(() => undefined);
    const { scheduler } = watching;
    nemesis = new Nemesis({ cluster, scheduler, view, journal, signal: either });
    worked = await work(plan, { scheduler, nemesis, journal, view, progress, signal: either });
    end = worked;
  } catch (error) {
    end = endOf(error, signal, proved.signal);
  }
  let environment: Environment | undefined;
  await progress.step('Collect and clean up', async (say) => {
    await nemesis?.healAll();
    environment = await describing?.catch(() => undefined);
    if (environment) writeJson(directory, 'environment', environment);
    say('reading the rest of every witness');
    await witnesses?.finish();
    // What was only learnt now may show that it had not settled after all.
    const open = worked?.outcome === 'settled' ? openEnds(view, worked.definitions) : undefined;
    const { outcome, reason } = open ? { outcome: 'deadline' as const, reason: `after all had settled: ${open}` } : end;
    journal.append({ at: nowMicros(), source: 'harness', type: 'run.end', outcome, reason });
    await witnesses?.stop();
    if (cluster) {
      await source.giveBack(cluster, say).catch((error: Error) => {
        // The run is over and its history whole: that stands, whatever the engine does now.
        process.stderr.write(`the cluster could not be given back (${error.message}); ./doublerun clean removes it\n`);
      });
    }
  });
  return { environment, kept: source.stays && cluster !== undefined };
}

function endOf(error: unknown, interrupted: AbortSignal, proved: AbortSignal): End {
  if (interrupted.aborted) return { outcome: 'interrupted', reason: 'by Ctrl-C or another signal' };
  if (proved.aborted) return { outcome: 'stopped', reason: reasonOf(proved.reason) };
  return { outcome: 'failed', reason: reasonOf(error) };
}
