import type { AddCommand } from './command.ts';
import { listAnomalies } from './list/anomalies.ts';
import { listFaults } from './list/faults.ts';
import { listRuns } from './list/runs.ts';
import { listScenarios } from './list/scenarios.ts';

/** In the order in which help shows them. */
const lists: readonly AddCommand[] = [listRuns, listScenarios, listFaults, listAnomalies];

export const listCommand: AddCommand = (program, signal, finish) => {
  const list = program
    .command('list')
    .description('what was run, and what there is to run and to find; needs no engine');
  for (const add of lists) add(list, signal, finish);
};
