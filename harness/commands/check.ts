import { statSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from '../../checkers/judge.ts';
import { JournalError, readJournal } from '../../history/journal.ts';
import { EVENTS_FILE } from '../../history/run-directory.ts';
import { exitCodeOf } from '../exit.ts';
import { verdictInWords } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import type { AddCommand } from './command.ts';

export const checkCommand: AddCommand = (program, _signal, finish) => {
  program
    .command('check')
    .description('judge a stored run again; needs no engine')
    .argument('<path>', 'run directory, or events.jsonl')
    .option('--json', 'print the verdict as JSON')
    .addHelpText('after', '\nExamples:\n  ./doublerun check runs/latest\n  ./doublerun check events.jsonl --json')
    .action(async (path: string, { json }: { json?: true }) => {
      const { events, torn } = await readJournal(journalAt(path)).catch((error: unknown) => {
        // The user named it.
        throw error instanceof JournalError ? new UsageError(error.message) : error;
      });
      const verdict = judge(events, { torn });
      process.stdout.write(json ? `${JSON.stringify(verdict, undefined, 2)}\n` : verdictInWords(verdict));
      finish(exitCodeOf(verdict));
    });
};

/** @throws UsageError */
function journalAt(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat)
    throw new UsageError(`there is no ${path}; give a run directory (runs/<scenario>/<run>) or its ${EVENTS_FILE}`);
  return stat.isDirectory() ? join(path, EVENTS_FILE) : path;
}
