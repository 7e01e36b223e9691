import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type RunStatus, runStatuses } from '../../../report/stored/model.ts';
import { renderRuns } from '../../../report/stored/table.ts';
import { chooseRuns, type RunFilter } from '../../stored-runs/select.ts';
import { StoredRuns } from '../../stored-runs/stored-runs.ts';
import { UsageError } from '../../usage-error.ts';
import { type AddCommand, DEFAULT_RUNS, readSeed, withCount } from '../command.ts';

interface Options extends Pick<RunFilter, 'scenario' | 'version' | 'strategy' | 'seed'> {
  readonly dolphinscheduler?: string;
  readonly verdict?: RunStatus;
  readonly last?: number;
  readonly json?: true;
  readonly runs: string;
}

export const listRuns: AddCommand = (list) => {
  const command = list
    .command('runs')
    .description('the runs that are stored, newest first')
    .option('--scenario <name>', 'only runs of this scenario')
    .option('--version <version>', 'only runs on this version of DolphinScheduler')
    .option('--dolphinscheduler <version>', 'the same as --version')
    .option('--strategy <strategy>', 'only runs with this registry disconnect strategy: waiting, stop')
    .option('--verdict <verdict>', `only runs that came to this: ${runStatuses.join(', ')}`, readStatus)
    .option('--seed <number>', 'only runs of this seed', readSeed);
  withCount(command, '--last <number>', 'only so many, the newest')
    .option('--json', 'print them as JSON, with all that is known of each')
    .option('--runs <folder>', 'where the run directories are', DEFAULT_RUNS)
    .addHelpText(
      'after',
      `
A run is read from its small files; one that is half written or broken is listed with the reason.

Examples:
  ./doublerun list runs --last 20
  ./doublerun list runs --scenario failover-16759 --verdict violation
  ./doublerun list runs --version 3.2.2 --strategy stop --json`,
    )
    .action(({ dolphinscheduler, version = dolphinscheduler, verdict, ...options }: Options) => {
      const { scenario, strategy, seed, last, json, runs: folder } = options;
      const { runs, problems } = new StoredRuns(runsFolder(folder)).list(Date.now());
      const chosen = chooseRuns(runs, { scenario, version, strategy, seed, status: verdict });
      const shown = last === undefined ? chosen : chosen.slice(0, last);
      const { columns: width } = process.stdout;
      const color = process.stdout.hasColors?.() ?? false;
      const table = { shown, matching: chosen.length, all: runs.length, folder };
      for (const problem of problems) process.stderr.write(`${problem}\n`);
      process.stdout.write(
        json ? `${JSON.stringify(shown, undefined, 2)}\n` : renderRuns(table, { color, ...(width ? { width } : {}) }),
      );
    });
};

/** The folder of runs that a user names, as an absolute path. @throws UsageError where it is none. */
export function runsFolder(folder: string): string {
  const path = resolve(folder);
  const stat = statSync(path, { throwIfNoEntry: false });
  // The one that is meant where none is named may be there later.
  if (stat?.isDirectory() || (!stat && folder === DEFAULT_RUNS)) return path;
  throw new UsageError(`--runs ${folder}: there is no such folder`);
}

function readStatus(text: string): RunStatus {
  const status = runStatuses.find((each) => each === text);
  if (!status) throw new UsageError(`--verdict ${text}: must be one of ${runStatuses.join(', ')}`);
  return status;
}
