import type { AddCommand } from '../command.ts';
import { printList } from './print.ts';

export const listFaults: AddCommand = (list) => {
  list
    .command('faults')
    .description('kinds of fault: what each does, and its receipt')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: true }) => {
      // Loaded when needed: faults bring Docker's client with them.
      const { faults } = await import('../../faults/registry.ts');
      const all = Object.entries(faults).map(([kind, { words }]) => ({ kind, ...words }));
      printList(
        all,
        json,
        ({ kind, does, receipt }) => ({
          name: kind,
          short: [],
          about: [does, `receipt: ${receipt}`].map((text) => text.replaceAll('`', '')),
        }),
        'What each takes in a scenario file: ./doublerun schema; what they are for: docs/scenarios.md',
      );
    });
};
