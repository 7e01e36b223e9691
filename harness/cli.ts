import { CommanderError } from 'commander';
import { reasonOf } from '../history/reason.ts';
import { EXIT, exitCodeOfError } from './exit.ts';
import { buildProgram } from './program.ts';
import { InterruptError } from './usage-error.ts';

/**
 * Runs one command line. Ctrl-C and SIGTERM end it in order: faults healed, cluster removed. A second one ends it at once.
 * @returns the exit code.
 */
async function main(argv: readonly string[]): Promise<number> {
  const interrupted = new AbortController();
  let failed = false;
  const interrupt = (): void => {
    if (interrupted.signal.aborted) {
      tell('\nleft at once; ./doublerun clean removes what is still there, and names what a Swarm still runs\n');
      process.exit(EXIT.interrupted);
    }
    // There is nothing to heal where nothing was cut.
    if (argv[0] !== 'serve') tell('\ninterrupted: healing and cleaning up (once more to leave at once)\n');
    interrupted.abort(new InterruptError());
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', interrupt);
  // Left alone, Node would end with 1, which means a violation, and with the cluster standing.
  process.on('uncaughtException', (error) => {
    tell(`\ndoublerun: ${error.stack ?? error}\n`);
    failed = true;
    interrupted.abort(error);
  });
  // A reader that goes away (`| head`) is no reason to leave the cluster standing.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

  let code: number = EXIT.pass;
  const finish = (result: number): void => {
    code = result;
  };
  try {
    await buildProgram(interrupted.signal, finish).parseAsync([...argv], { from: 'user' });
    return failed ? EXIT.broken : code;
  } catch (error) {
    if (failed) return EXIT.broken;
    // What an interruption breaks off fails in many ways; the reason is the same.
    return report(interrupted.signal.aborted ? new InterruptError() : error);
  }
}

/** Above the live list, where there is one. */
function tell(text: string): void {
  try {
    process.stderr.write(text);
  } catch {
    // Nobody listens any more.
  }
}

function report(error: unknown): number {
  // Commander has printed its own message; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.usage;
  if (!(error instanceof InterruptError)) process.stderr.write(`doublerun: ${reasonOf(error)}\n`);
  if (process.env['DOUBLERUN_DEBUG'] && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return exitCodeOfError(error);
}

// Set and not exited with: what was written to a pipe still has to get through. Sockets that a library keeps open must not hold the end.
process.exitCode = await main(process.argv.slice(2));
setTimeout(() => process.exit(), 2_000).unref();
