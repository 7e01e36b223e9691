import { allScenarios } from '../../known.ts';
import type { Scenario } from '../../scenario.ts';
import type { AddCommand } from '../command.ts';
import { printList } from './print.ts';

export const listScenarios: AddCommand = (list) => {
  list
    .command('scenarios')
    .description('scenarios that Doublerun brings: what each tries, expects and promises')
    .option('--json', 'as JSON')
    .action(({ json }: { json?: true }) => {
      printList(allScenarios().map(told), json, inWords, 'Run one: ./doublerun reproduce <scenario>');
    });
};

function told({ name, about, versions, expect, contract, faults }: Scenario) {
  const kinds = [...new Set(faults.map(({ kind }) => kind))];
  return { scenario: name, about, versions: versions ?? null, expect: expect ?? null, contract, faults: kinds };
}

function inWords({ scenario, about, versions, expect, contract, faults }: ReturnType<typeof told>) {
  const task = expect?.task === undefined ? '' : ` of ${expect.task}`;
  return {
    name: scenario,
    short: [expect ? `expects ${expect.anomaly}${task}` : 'expects nothing', versions ?? 'every version'],
    about: [about, `faults: ${faults.join(', ') || 'none'}; contract: ${contract.join(', ')}`],
  };
}
