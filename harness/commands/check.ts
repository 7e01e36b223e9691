import { relative, resolve } from 'node:path';
import { exitCodeOf } from '../exit.ts';
import { exitCodeWith, linesOf, writeReports } from '../reporting.ts';
import { storedReport, withLogs } from '../stored-report.ts';
import { UsageError } from '../usage-error.ts';
import type { AddCommand } from './command.ts';
import { namedReporters, type ReporterOptions, reportersInHelp, withReporters } from './reporter-option.ts';

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
      const { run, folder } = await storedReport(path);
      if (json) process.stdout.write(`${JSON.stringify(run.verdict, undefined, 2)}\n`);
      const told = reporter.some(({ name }) => name === 'html') ? withLogs(run, folder) : run;
      const reports = writeReports(told, json ? [] : reporter, [resolve(output ?? folder)]);
      const files = reports.files.map(({ label, path: file }) => ({ label, text: relative(process.cwd(), file) }));
      process.stdout.write(
        `${reports.stdout}${reports.stdout === '' || files.length === 0 ? '' : '\n'}${linesOf(files)}`,
      );
      finish(exitCodeWith(reports, exitCodeOf(run.verdict)));
    });
};
