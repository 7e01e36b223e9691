import { DEFAULT_SCENARIO, loadScenario, scenarioNames } from '../load-scenario.ts';
import { plan } from '../plan.ts';
import { UsageError } from '../usage-error.ts';
import { type AddCommand, type ImageOptions, readPort, withImageOptions } from './command.ts';

const DEFAULT_NAME = 'dev';

interface Options extends ImageOptions {
  readonly for: string;
  readonly apiPort?: number;
}

export const upCommand: AddCommand = (program, signal) => {
  const command = program
    .command('up')
    .description('start a cluster that stays, for many runs without the boot: run <scenario> --cluster <name>')
    .argument('[name]', 'what it is called', readName, DEFAULT_NAME)
    .option(
      '--for <scenario>',
      `the scenario that it is to suit; there are: ${scenarioNames().join(', ')}`,
      DEFAULT_SCENARIO,
    )
    .option('--api-port <port>', 'loopback port for the API and its web page; any free one where absent', readPort)
    .addHelpText(
      'after',
      `
Examples:
  ./doublerun up
  ./doublerun run ${DEFAULT_SCENARIO} --cluster ${DEFAULT_NAME}
  ./doublerun down`,
    );
  withImageOptions(command).action(async (name: string, options: Options) => {
    const { up } = await import('../actions/up.ts');
    // No choice of a seed concerns the cluster.
    await up(name, plan(loadScenario(options.for), 0), options, signal);
  });
};

export const downCommand: AddCommand = (program) => {
  program
    .command('down')
    .description('remove a cluster that up has started, or that was kept')
    .argument('[name]', 'what it is called', DEFAULT_NAME)
    .action(async (name: string) => {
      const { down } = await import('../actions/up.ts');
      await down(name);
    });
};

function readName(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$/.test(text)) return text;
  throw new UsageError(
    `${text}: a cluster's name must be letters, digits, - _ and . (at most 40, the first a letter or digit)`,
  );
}
