import { DEFAULT_SCENARIO, loadScenario, scenarioNames } from '../load-scenario.ts';
import {
  type AddCommand,
  drawSeed,
  type ImageOptions,
  readSeed,
  readTime,
  type SearchOptions,
  withCount,
  withImageOptions,
  withSearchOptions,
} from './command.ts';

interface Options extends SearchOptions, ImageOptions {
  readonly seed?: number;
  readonly quiet: number;
}

export const exploreCommand: AddCommand = (program, signal, finish) => {
  const command = program
    .command('explore')
    .description('run plans of a scenario, go after those that came near, and tell what was found')
    .argument('<scenario>', `name or file; there are: ${scenarioNames().join(', ')}`)
    .option('--seed <number>', 'the seed of every choice; drawn and printed where absent', readSeed);
  withCount(command, '--quiet <runs>', 'so many runs in a row that show nothing new end it', 20);
  withSearchOptions(withImageOptions(command), { runs: 100, time: '8h' })
    .addHelpText(
      'after',
      `
Every second run is a plan that the scenario makes of a fresh seed; the others move times of plans in the corpus: those that showed what no
run had shown, or came near to something (a failover while a fault held, a finding that is only possible). The corpus is kept in
runs/<scenario>/explore/, and the next exploration goes on from it. The exit code is that of the worst verdict.

Examples:
  ./doublerun explore ${DEFAULT_SCENARIO} --runs 50
  ./doublerun explore my-scenario.yaml --time 8h --quiet 40 --seed 7 --cluster dev`,
    )
    .action(async (name: string, { runs, time, quiet, folder, seed = drawSeed(), ...rest }: Options) => {
      const scenario = loadScenario(name);
      const budget = { runs, ms: readTime('--time', time) };
      const { explore } = await import('../actions/explore.ts');
      finish(await explore(scenario, { ...rest, runs: folder, seed, budget, quiet }, signal));
    });
};
