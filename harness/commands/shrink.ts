import { realpathSync } from 'node:fs';
import { relative } from 'node:path';
import { judge } from '../../checkers/judge.ts';
import { cluesOf, signedFindings } from '../../checkers/signature.ts';
import { chooseFinding } from '../choose-finding.ts';
import { loadHistory } from '../load-history.ts';
import { loadPlan } from '../load-plan.ts';
import { createShrinkFolder, openShrinkFolder, type ShrinkFolder, type ShrinkStart } from '../shrink/folder.ts';
import { triesFor } from '../statistics/tries.ts';
import { chooseVersion, storedVersion } from '../stored-version.ts';
import { UsageError } from '../usage-error.ts';
import {
  type AddCommand,
  readProbability,
  readTime,
  type SearchOptions,
  type StoredImageOptions,
  withCount,
  withSearchOptions,
  withStoredImageOptions,
} from './command.ts';

interface Options extends SearchOptions, StoredImageOptions {
  readonly finding?: number;
  readonly history?: true;
  readonly rate: number;
  readonly risk: number;
  readonly servers?: true;
  readonly measure: number;
}

export const shrinkCommand: AddCommand = (program, signal, finish) => {
  const command = program
    .command('shrink')
    .description('find the smallest plan, or with --history the fewest events, that still show what a run has found')
    .argument('<path>', 'run directory; or the folder of a shrink that was cut short, which goes on')
    .option('--history', 'take events out of the stored history instead: needs no engine, and takes seconds');
  withCount(command, '--finding <number>', 'which to keep, as the verdict numbers them; violations first')
    .option(
      '--rate <p>',
      'plans that show it this often or more are to be noticed',
      (text) => readProbability('--rate', text),
      0.5,
    )
    .option('--risk <p>', 'and are passed over at most so often', (text) => readProbability('--risk', text), 0.05)
    .option('--servers', 'at the very end, try fewer masters and workers: a new cluster for each');
  withCount(command, '--measure <runs>', 'runs of the smallest plan, for its rate', 10);
  withSearchOptions(withStoredImageOptions(command), { runs: 200, time: '4h' })
    .addHelpText(
      'after',
      `
Tries plans with fewer faults, workflows and tasks and with shorter times on one cluster. A plan is taken at the first run that proves the
same anomaly, of the same task, after faults of the same kinds. It is rejected after k runs without, k = ln(risk) / ln(1 - rate): 5 by
default, so that a plan which shows it in half of its runs is passed over one time in 20 at most. Luck takes plans that show it more rarely: where
the smallest one, measured at the end, shows it in less than --rate of its runs, larger ones are measured until one does. What was tried, the smallest plan and its
rate are in runs/<scenario>/shrink-<time>/.

Examples:
  ./doublerun shrink runs/latest
  ./doublerun shrink runs/latest --finding 2 --rate 0.3 --time 90m
  ./doublerun shrink runs/failover-16759/shrink-20261123T111204Z     go on where it stopped
  ./doublerun shrink runs/latest --history`,
    )
    .action(async (path: string, options: Options) => {
      if (options.history) {
        const { shrinkHistory } = await import('../actions/shrink-history.ts');
        return shrinkHistory(path, options.finding);
      }
      const { runs, time, folder: root, measure, cluster, origin, servers } = options;
      if (servers && cluster !== undefined)
        throw new UsageError('--servers needs clusters of its own; leave --cluster out');
      const budget = { runs, ms: readTime('--time', time) };
      const begun = openShrinkFolder(path);
      const dolphinscheduler = versionOf(path, begun, options);
      const folder = begun ?? (await newFolder(path, dolphinscheduler, options));
      const { shrink } = await import('../actions/shrink.ts');
      const named = cluster === undefined ? {} : { cluster };
      finish(await shrink(folder, { dolphinscheduler, origin, ...named, runs: root, budget, measure }, signal));
    });
};

/** @throws UsageError where a search was begun on another version: what that showed says nothing of this one. */
function versionOf(path: string, begun: ShrinkFolder | undefined, { dolphinscheduler: asked }: Options): string {
  const stored = storedVersion(path);
  const { version, differs } = chooseVersion(stored, asked);
  if (differs === undefined) return version;
  if (begun) {
    throw new UsageError(
      `${path} is a search on DolphinScheduler ${stored}: what it has tried says nothing of ${version}. ` +
        `./doublerun shrink ${begun.start.from} --dolphinscheduler ${version} begins another one.`,
    );
  }
  process.stderr.write(`${differs}\n`);
  return version;
}

/** @throws UsageError where the run proves nothing to keep. */
async function newFolder(
  path: string,
  dolphinscheduler: string,
  { finding, rate, risk, servers, folder }: Options,
): Promise<ShrinkFolder> {
  const plan = loadPlan(path);
  const { events, torn } = await loadHistory(path);
  const verdict = judge(events, { torn });
  const chosen = chooseFinding(verdict, finding);
  const signed = signedFindings(verdict, cluesOf(events)).find((each) => each.finding === chosen);
  if (!signed)
    throw new UsageError(`${chosen.anomaly} is only possible in this run; a proved finding is needed (--finding)`);
  const { anomaly, task, faults } = signed.signature;
  const kept = { anomaly, ...(task === undefined ? {} : { task }) };
  const start: ShrinkStart = {
    // Not `latest`, which moves.
    from: relative(process.cwd(), realpathSync(path)),
    wanted: { ...kept, faults: [...faults] },
    tries: triesFor(rate, risk),
    rate,
    servers: servers ?? false,
    plan: { ...plan, expect: kept },
    dolphinscheduler,
  };
  return createShrinkFolder(folder, start, new Date());
}
