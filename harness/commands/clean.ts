import type { AddCommand } from './command.ts';

export const cleanCommand: AddCommand = (program) => {
  program
    .command('clean')
    .description('remove containers, networks and volumes that killed runs left behind')
    .option('--kept', 'clusters kept with --keep as well')
    .addHelpText('after', '\nRuns that are still going on are left alone.')
    .action(async ({ kept }: { kept?: true }) => {
      const { clean } = await import('../actions/clean.ts');
      await clean({ kept: kept ?? false });
    });
};
