import type { AddCommand } from './command.ts';
import { listRunsCommand } from './list/runs.ts';

/** What can be listed; each adds a command below `list`, in the order in which help shows them. */
const lists: readonly AddCommand[] = [listRunsCommand];

export const listCommand: AddCommand = (program, signal, finish) => {
  const list = program.command('list').description('say what there is; needs no engine');
  for (const add of lists) add(list, signal, finish);
};
