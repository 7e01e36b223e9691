import type { Command } from 'commander';
import { DEFAULT_VERSION } from '../../cluster/images/recipes.ts';
import type { RunOnceOptions } from '../actions/run-once.ts';
import { exitCodeOf } from '../exit.ts';
import { loadPlan } from '../load-plan.ts';
import { DEFAULT_SCENARIO, loadScenario, scenarioNames } from '../load-scenario.ts';
import { plan, withoutFaults } from '../plan.ts';
import type { Plan } from '../plan-schema.ts';
import type { RunResult } from '../runner.ts';
import { chooseVersion, storedVersion } from '../stored-version.ts';
import {
  type AddCommand,
  DEFAULT_RUNS,
  drawSeed,
  readPort,
  readSeed,
  type StoredImageOptions,
  withImageOptions,
  withStoredImageOptions,
} from './command.ts';

export interface Options extends Omit<RunOnceOptions, 'again'> {
  readonly seed?: number;
  readonly withoutFaults?: true;
}

type ReplayOptions = Omit<Options, 'seed' | 'withoutFaults' | 'dolphinscheduler'> & StoredImageOptions;

export const runCommand: AddCommand = (program, signal, finish) => {
  const command = program
    .command('run')
    .description('run a scenario on a real cluster and judge it by its contract')
    .argument('<scenario>', `name or file; there are: ${scenarioNames().join(', ')}`)
    .option('--without-faults', 'the same workload with nothing cut');
  withRunOptions(command).action(async (scenario: string, options: Options) => {
    const planned = plan(loadScenario(scenario), options.seed ?? drawSeed());
    const again = againLine(['run', scenario, '--seed', String(planned.seed)], options);
    const chosen = options.withoutFaults ? withoutFaults(planned) : planned;
    const { verdict } = await runOnce(chosen, { ...options, again }, signal);
    finish(exitCodeOf(verdict));
  });
};

export const replayCommand: AddCommand = (program, signal, finish) => {
  const command = program
    .command('replay')
    .description('run the plan of a stored run once more: the same faults, at the same moments')
    .argument('<path>', 'run directory, or plan.json');
  withClusterOptions(withStoredImageOptions(command))
    .addHelpText(
      'after',
      '\nExamples:\n  ./doublerun replay runs/latest\n  ./doublerun replay plan.json --cluster dev --stop-on-violation',
    )
    .action(async (path: string, options: ReplayOptions) => {
      const planned = loadPlan(path);
      const stored = storedVersion(path);
      const { version: dolphinscheduler, differs } = chooseVersion(stored, options.dolphinscheduler);
      if (differs !== undefined) process.stderr.write(`${differs}\n`);
      const chosen = { ...options, dolphinscheduler };
      const again = againLine(['replay', path], chosen, stored);
      const { verdict } = await runOnce(planned, { ...chosen, again }, signal);
      finish(exitCodeOf(verdict));
    });
};

/** Options of a command that runs a scenario. */
export function withRunOptions(command: Command): Command {
  return withClusterOptions(withImageOptions(command))
    .option('--seed <number>', 'the seed of every choice; drawn and printed where absent', readSeed)
    .addHelpText(
      'after',
      `
Examples:
  ./doublerun ${command.name()} ${DEFAULT_SCENARIO} --seed 7
  ./doublerun ${command.name()} ${DEFAULT_SCENARIO} --keep --api-port 12345
  ./doublerun ${command.name()} my-scenario.yaml
  ./doublerun up && ./doublerun ${command.name()} ${DEFAULT_SCENARIO} --cluster dev`,
    );
}

function withClusterOptions(command: Command): Command {
  return command
    .option('--api-port <port>', 'loopback port for the API and its web page; any free one where absent', readPort)
    .option('--keep', 'leave the cluster standing, and say how to look inside')
    .option('--cluster <name>', 'run on a cluster that stands (./doublerun up), after a proven reset')
    .option('--stop-on-violation', 'end the run as soon as a violation of its contract is proved')
    .option('--runs <folder>', 'where run directories are made', DEFAULT_RUNS);
}

/**
 * The command line that does the same again, from its beginning (`run`, a scenario, its seed); what stands at its default is left out.
 * `usual`: the version that is meant where none is given.
 */
export function againLine(
  beginning: readonly string[],
  options: Omit<Options, 'seed'>,
  usual: string = DEFAULT_VERSION,
): string {
  const { dolphinscheduler: version, origin, runs, withoutFaults, cluster, stopOnViolation } = options;
  const words = [
    './doublerun',
    ...beginning,
    ...(withoutFaults ? ['--without-faults'] : []),
    ...(version === usual ? [] : ['--dolphinscheduler', version]),
    ...(origin === 'auto' ? [] : ['--origin', origin]),
    ...(cluster === undefined ? [] : ['--cluster', cluster]),
    ...(stopOnViolation ? ['--stop-on-violation'] : []),
    ...(runs === DEFAULT_RUNS ? [] : ['--runs', runs]),
  ];
  return words.map((word) => (/^[\w./@:=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}

/** Loaded when needed: Docker's client alone takes half a second, and `check` needs none. */
export async function runOnce(planned: Plan, options: RunOnceOptions, signal: AbortSignal): Promise<RunResult> {
  const { runOnce } = await import('../actions/run-once.ts');
  return runOnce(planned, options, signal);
}
