import type { AddCommand } from './command.ts';
import { DEFAULT_RUNS, portOf } from './command.ts';
import { runsFolder } from './list/runs.ts';

interface Options {
  readonly port?: number;
  readonly runs: string;
}

export const serveCommand: AddCommand = (program, signal) => {
  program
    .command('serve')
    .description('show the stored runs in a browser: filters, trends, two side by side; needs no engine')
    .option('--port <port>', 'loopback port; any free one where absent', portOf('--port'))
    .option('--runs <folder>', 'where the run directories are', DEFAULT_RUNS)
    .addHelpText(
      'after',
      `
Only this machine reaches it (127.0.0.1), and only to read. Runs that are made meanwhile are there when a page is loaded again. Ctrl-C ends it.
From another machine: ssh -L 8080:127.0.0.1:8080 <this machine>, with --port 8080 here.

Examples:
  ./doublerun serve
  ./doublerun serve --port 8080 --runs downloaded/runs`,
    )
    .action(async ({ port = 0, runs }: Options) => {
      const { serve } = await import('../serve/server.ts');
      const complain = (line: string): boolean => process.stderr.write(`${line}\n`);
      const serving = await serve({ root: runsFolder(runs), shown: runs, port, complain });
      process.stdout.write(`http://127.0.0.1:${serving.port}/ shows the runs in ${runs}; Ctrl-C ends it\n`);
      await ended(signal);
      await serving.close();
    });
};

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
