import { judge } from '../../checkers/judge.ts';
import { exitCodeOf } from '../exit.ts';
import { loadHistory } from '../load-history.ts';
import { verdictInWords } from '../terminal.ts';
import type { AddCommand } from './command.ts';

export const checkCommand: AddCommand = (program, _signal, finish) => {
  program
    .command('check')
    .description('judge a stored run again; needs no engine')
    .argument('<path>', 'run directory, or events.jsonl')
    .option('--json', 'print the verdict as JSON')
    .addHelpText('after', '\nExamples:\n  ./doublerun check runs/latest\n  ./doublerun check events.jsonl --json')
    .action(async (path: string, { json }: { json?: true }) => {
      const { events, torn } = await loadHistory(path);
      const verdict = judge(events, { torn });
      process.stdout.write(json ? `${JSON.stringify(verdict, undefined, 2)}\n` : verdictInWords(verdict));
      finish(exitCodeOf(verdict));
    });
};
