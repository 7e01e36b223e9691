import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Origin } from '../../cluster/images/origin.ts';
import { EXIT } from '../exit.ts';
import { exitCodeOfCells } from '../matrix/exit.ts';
import { type Matrix, MOST_RUNS_OF_CELL } from '../matrix/file.ts';
import { judgeAgain } from '../matrix/judge-again.ts';
import { loadMatrix } from '../matrix/load.ts';
import { type OpenMatrix, openMatrix, settleRecords } from '../matrix/open.ts';
import { type Format, formats, tableAs, writePages } from '../matrix/output.ts';
import { nameOfCell } from '../matrix/records.ts';
import { chosenCells } from '../matrix/work.ts';
import { UsageError } from '../usage-error.ts';
import { type AddCommand, DEFAULT_RUNS, GREATEST_SEED, readSeed, withCount, withOrigin } from './command.ts';

interface Options {
  readonly origin: Origin;
  readonly only?: readonly string[];
  readonly seed?: number;
  readonly undecided?: number;
  readonly tries: number;
  readonly show?: true;
  readonly judgeAgain?: true;
  readonly format: Format;
  readonly runs: string;
}

export const matrixCommand: AddCommand = (program, signal, finish) => {
  const command = program
    .command('matrix')
    .description(
      'run scenarios on several versions with several settings: how often each shows its finding, in a table',
    )
    .argument('<file>', 'what to run; see below')
    .option(
      '--only <name>',
      'of the versions, columns or scenarios, only this one; may be given several times',
      (name, before: readonly string[] = []) => [...before, name],
    )
    .option('--seed <number>', "seed of each cell's first run; where absent, the file's, or 1", readSeed);
  withCount(command, '--undecided <runs>', 'cells whose runs do not agree go on until they have so many');
  withCount(command, '--tries <number>', 'a run that says nothing is done so often in all', 3);
  withFormat(withOrigin(command))
    .option('--show', 'run nothing: say what is known')
    .option('--judge-again', 'run nothing: judge the stored runs again, by the checkers as they are now')
    .option('--runs <folder>', 'where run directories and records are made', DEFAULT_RUNS)
    .addHelpText('after', HELP)
    .action(async (file: string, options: Options) => {
      const matrix = withOptions(loadMatrix(file), options);
      const only = chosenCells(matrix, options.only ?? []);
      const opened = openMatrix(matrix, options.runs);
      if (options.judgeAgain) await judgeCells(opened, only, options);
      const quiet = options.show || options.judgeAgain;
      const givenUp = quiet ? false : await fillCells(opened, only, options, signal);
      const table = opened.table();
      const { columns: width } = process.stdout;
      const places = { from: process.cwd(), runs: resolve(options.runs), ...(width ? { width } : {}) };
      process.stdout.write(tableAs(options.format, table, places));
      const cells = only.map(nameOfCell).map((name) => table.cell(name.version, name.column, name.scenario));
      finish(exitCodeOfCells(cells, { givenUp }));
    });
};

const HELP = `
A matrix file:
  name: fixes
  versions: [3.1.1]
  runs: 5                      # of each cell; raised later, only the missing ones are run
  up_to: 20                    # of a cell whose runs do not agree (optional)
  columns:                     # what differs in the scenarios' cluster block
    none: { registry_disconnect_strategy: waiting }
    stop: { registry_disconnect_strategy: stop }
  scenarios: [failover-16759, stop-residual, my-scenario.yaml]

Every cell runs the seeds 1, 2, …: the same plans in every column and on every version, but for the cluster. A cell says in how many of its runs
the scenario's expected finding was proved, and what else was. Runs that are inconclusive or broken are done again, --tries times in all; those that
stay so are told apart and never counted as not seen. What is known is in runs/matrix-<name>/: the same command goes on where the last one
ended, and two with different --only can fill one matrix at the same time. Cells whose plans the file has changed are begun
anew, and so are those of a build of yours when there is a newer one.

Exit codes: ${EXIT.pass} every cell has all its runs, whatever they show · ${EXIT.inconclusive} some say nothing, or are missing · ${EXIT.broken} nothing could be run

Examples:
  ./doublerun matrix fixes.yaml
  ./doublerun matrix fixes.yaml --only stop --only 3.1.1
  ./doublerun matrix fixes.yaml --undecided 20
  ./doublerun matrix fixes.yaml --judge-again
  ./doublerun matrix fixes.yaml --show --format markdown`;

function withFormat(command: Command): Command {
  return command.option(
    '--format <format>',
    `how the table is printed: ${formats.join(', ')}; matrix.md and matrix.html are written beside the records in any case`,
    (text) => {
      const format = formats.find((each) => each === text);
      if (!format) throw new UsageError(`--format ${text}: must be one of ${formats.join(', ')}`);
      return format;
    },
    formats[0],
  );
}

function withOptions(matrix: Matrix, { seed = matrix.seed, undecided = matrix.upTo }: Options): Matrix {
  if (seed > GREATEST_SEED - MOST_RUNS_OF_CELL)
    throw new UsageError(`--seed ${seed}: must leave room for the seeds of ${MOST_RUNS_OF_CELL} runs`);
  if (undecided < matrix.runs)
    throw new UsageError(`--undecided ${undecided}: must not be less than the file's runs, which is ${matrix.runs}`);
  return { ...matrix, seed, upTo: undecided };
}

/** The pages are those of what is known then. */
async function judgeCells(opened: OpenMatrix, cells: Matrix['cells'], { runs }: Options): Promise<void> {
  const { folder } = opened;
  const changes = await judgeAgain(cells, { runs: resolve(runs), folder });
  for (const change of changes) process.stderr.write(`${change}\n`);
  if (changes.length === 0) process.stderr.write('every stored run says what it said before\n');
  writePages(folder, opened.table(), resolve(runs));
}

/** Does what is missing. The pages are written however it ends. @returns whether some runs were given up. */
async function fillCells(
  opened: OpenMatrix,
  cells: Matrix['cells'],
  { origin, tries, runs }: Options,
  signal: AbortSignal,
): Promise<boolean> {
  const { matrix, folder } = opened;
  for (const changed of settleRecords(opened, new Date())) process.stderr.write(`${changed}\n`);
  process.stderr.write(`records and pages: ${relative(process.cwd(), folder)}\n`);
  try {
    // Loaded when needed, as Docker's client is slow to load.
    const { fill } = await import('../actions/matrix.ts');
    const { givenUp } = await fill(matrix, cells, { origin, tries, runs, folder }, signal);
    return givenUp;
  } catch (error) {
    process.stderr.write('ended early; the same command goes on from here\n');
    throw error;
  } finally {
    writePages(folder, opened.table(), resolve(runs));
  }
}
