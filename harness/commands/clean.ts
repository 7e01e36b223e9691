import type { AddCommand } from './command.ts';

export const cleanCommand: AddCommand = (program) => {
  program
    .command('clean')
    .description('remove containers, networks and volumes that killed runs left behind')
    .option('--kept', 'clusters kept with --keep as well')
    .option('--jobs', 'end the jobs of campaigns on the Swarm that this machine manages, whoever collects their runs')
    .addHelpText('after', '\nRuns that are still going on are left alone, and so are jobs of a Swarm.')
    .action(async ({ kept, jobs }: { kept?: true; jobs?: true }) => {
      const { clean } = await import('../actions/clean.ts');
      await clean({ kept: kept ?? false, jobs: jobs ?? false });
    });
};
