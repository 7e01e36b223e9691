import { createServer } from 'node:net';
import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Finding } from '../../checkers/finding.ts';
import { connectEngine } from '../../cluster/engine.ts';
import { findLeftovers } from '../../cluster/sweep.ts';
import { renderVerdict } from '../../report/words.ts';
import { EXIT, exitCodeOf } from '../exit.ts';
import { loadScenario, scenarioNames } from '../load-scenario.ts';
import { plan, withoutFaults } from '../plan.ts';
import type { Plan } from '../plan-types.ts';
import { openProgress } from '../progress.ts';
import { type RunResult, run } from '../runner.ts';
import { InterruptError, UsageError } from '../usage-error.ts';
import {
  type AddCommand,
  type ClusterOptions,
  drawSeed,
  isLive,
  readPort,
  readSeed,
  withImageOptions,
} from './command.ts';

const DEFAULT_SCENARIO = 'failover-16759';

interface Options extends ClusterOptions {
  readonly seed?: number;
  readonly apiPort?: number;
  readonly keep?: true;
  readonly faults?: boolean;
  readonly withoutFaults?: true;
  readonly runs: string;
}

export const runCommand: AddCommand = (program, signal, finish) => {
  const command = program
    .command('run')
    .description('run a scenario on a real cluster and judge it by its contract')
    .argument('<scenario>', `name or file; there are: ${scenarioNames().join(', ')}`)
    .option('--without-faults', 'the same workload with nothing cut');
  withRunOptions(command).action(async (scenario: string, options: Options) => {
    const planned = plan(loadScenario(scenario), options.seed ?? drawSeed());
    const result = await runOnce(options.withoutFaults ? withoutFaults(planned) : planned, options, signal);
    finish(exitCodeOf(result.verdict));
  });
};

export const reproduceCommand: AddCommand = (program, signal, finish) => {
  const command = program
    .command('reproduce')
    .description('run a scenario and look for the finding that it expects; exit 0 when it was seen')
    .argument('[scenario]', `name or file; there are: ${scenarioNames().join(', ')}`, DEFAULT_SCENARIO);
  withRunOptions(command).action(async (scenario: string, options: Options) => {
    const planned = plan(loadScenario(scenario), options.seed ?? drawSeed());
    const { expect } = planned;
    if (!expect)
      throw new UsageError(`scenario ${planned.scenario} expects no finding; ./doublerun run ${scenario} judges it`);
    const { verdict } = await runOnce(planned, options, signal);
    const seen = [...verdict.violations, ...verdict.notes].filter((finding) => isExpected(finding, expect));
    const what = `${expect.anomaly}${expect.task ? ` of task ${expect.task}` : ''}`;
    process.stdout.write(`${seen.length > 0 ? 'reproduced' : 'not reproduced'}: ${what}, proved\n`);
    if (seen.length > 0) finish(EXIT.pass);
    else finish(verdict.verdict === 'pass' || verdict.verdict === 'violation' ? EXIT.violation : exitCodeOf(verdict));
  });
};

function withRunOptions(command: Command): Command {
  return withImageOptions(command)
    .option('--seed <number>', 'the seed of every choice; drawn and printed where absent', readSeed)
    .option('--api-port <port>', 'loopback port for the API and its web page; any free one where absent', readPort)
    .option('--keep', 'leave the cluster standing, and say how to look inside')
    .option('--runs <folder>', 'where run directories are made', 'runs')
    .addHelpText(
      'after',
      `
Examples:
  ./doublerun ${command.name()} ${DEFAULT_SCENARIO} --seed 7
  ./doublerun ${command.name()} ${DEFAULT_SCENARIO} --keep --api-port 12345
  ./doublerun ${command.name()} my-scenario.yaml`,
    );
}

/** A `possible` finding is none that was reproduced. */
function isExpected(finding: Finding, { anomaly, task }: NonNullable<Plan['expect']>): boolean {
  return (
    finding.anomaly === anomaly && finding.proof === 'proved' && (!task || finding.sentence.includes(`task ${task}:`))
  );
}

async function runOnce(planned: Plan, options: Options, signal: AbortSignal): Promise<RunResult> {
  if (options.apiPort !== undefined) await checkPortFree(options.apiPort);
  const engine = await connectEngine();
  process.stderr.write(`scenario ${planned.scenario}, seed ${planned.seed}: ${planned.about}\n`);
  await mentionLeftovers(engine);
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
  print(planned, result);
  if (signal.aborted) throw new InterruptError();
  return result;
}

function print(planned: Plan, { directory, verdict, kept }: RunResult): void {
  const here = (path: string): string => relative(process.cwd(), path);
  const width = process.stdout.columns;
  process.stdout.write(
    `${renderVerdict(verdict, { color: process.stdout.hasColors?.() ?? false, ...(width ? { width } : {}) })}
run     ${here(directory.path)}
report  ${here(directory.report)}
again   ./doublerun run ${planned.scenario} --seed ${planned.seed}${planned.faults.length === 0 ? ' --without-faults' : ''}
`,
  );
  if (!kept) return;
  process.stdout.write(
    `kept    the cluster still stands:
          docker ps --filter label=doublerun.run=${directory.run}
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
    server.listen(port, '127.0.0.1', () => server.close(() => free()));
  });
}

async function mentionLeftovers(engine: Parameters<typeof findLeftovers>[0]): Promise<void> {
  const abandoned = (await findLeftovers(engine)).filter(({ state }) => state === 'abandoned');
  if (abandoned.length === 0) return;
  process.stderr.write(`${abandoned.length} killed run(s) left containers behind; ./doublerun clean removes them\n`);
}
