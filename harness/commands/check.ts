import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { judge } from '../../checkers/judge.ts';
import { parseJson } from '../../history/json.ts';
import { ENVIRONMENT_FILE, PLAN_FILE } from '../../history/run-directory.ts';
import type { RunReport } from '../../report/run-report.ts';
import { exitCodeOf } from '../exit.ts';
import { historyFile, loadHistory } from '../load-history.ts';
import { exitCodeWith, linesOf, writeReports } from '../reporting.ts';
import { shellWord } from '../shell-word.ts';
import { UsageError } from '../usage-error.ts';
import type { AddCommand } from './command.ts';
import { namedReporters, type ReporterOptions, reportersInHelp, withReporters } from './reporter-option.ts';

const anything = z.record(z.string(), z.unknown());

interface Options extends ReporterOptions {
  readonly json?: true;
}

export const checkCommand: AddCommand = (program, _signal, finish) => {
  const command = program
    .command('check')
    .description('judge a stored run again; needs no engine')
    .argument('<path>', 'run directory, or events.jsonl')
    .option('--json', 'print the verdict as JSON');
  withReporters(command, 'terminal', 'put the files of the reports there, and not beside the history')
    .addHelpText(
      'after',
      `
Examples:
  ./doublerun check runs/latest
  ./doublerun check events.jsonl --json
  ./doublerun check runs/latest --reporter terminal,junit,perfetto --output reports`,
    )
    .addHelpText('after', reportersInHelp())
    .action(async (path: string, { json, reporter = namedReporters('terminal'), output }: Options) => {
      if (json && (output !== undefined || reporter.some(({ name }) => name !== 'terminal')))
        throw new UsageError('--json prints the verdict and nothing else; --reporter json writes a report as JSON');
      const { events, torn } = await loadHistory(path);
      const verdict = judge(events, { torn });
      if (json) process.stdout.write(`${JSON.stringify(verdict, undefined, 2)}\n`);
      const folder = dirname(historyFile(path));
      const run = { events, verdict, ...aboutRun(folder) };
      const reports = writeReports(run, json ? [] : reporter, [resolve(output ?? folder)]);
      const files = reports.files.map(({ label, path: file }) => ({ label, text: relative(process.cwd(), file) }));
      process.stdout.write(
        `${reports.stdout}${reports.stdout === '' || files.length === 0 ? '' : '\n'}${linesOf(files)}`,
      );
      finish(exitCodeWith(reports, exitCodeOf(verdict)));
    });
};

/** What lies beside a stored history. */
function aboutRun(folder: string): Pick<RunReport, 'environment' | 'runDirectory' | 'again'> {
  const file = join(folder, ENVIRONMENT_FILE);
  const { data: environment } = anything.safeParse(
    existsSync(file) ? parseJson(readFileSync(file, 'utf8')) : undefined,
  );
  const runDirectory = relative(process.cwd(), folder) || '.';
  const planned = existsSync(join(folder, PLAN_FILE));
  return {
    runDirectory,
    environment,
    ...(planned ? { again: `./doublerun replay ${shellWord(runDirectory)}` } : {}),
  };
}
