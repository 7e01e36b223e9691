import type { AddCommand } from './command.ts';
import { listRuns } from './list/runs.ts';

/** In the order in which help shows them. */
const lists: readonly AddCommand[] = [listRuns];

export const listCommand: AddCommand = (program, signal, finish) => {
  const list = program.command('list').description('what there is, and what was run; needs no engine');
  for (const add of lists) add(list, signal, finish);
};
