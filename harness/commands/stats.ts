import { statSync } from 'node:fs';
import { join } from 'node:path';
import { renderStatsMarkdown } from '../../report/stats/markdown.ts';
import { type Slicing, type StatsModel, slicings } from '../../report/stats/model.ts';
import { renderStats } from '../../report/stats/terminal.ts';
import { isMeant, type LedgerFilter } from '../ledger/choose.ts';
import { LEDGER_FILE, linesOfLedger } from '../ledger/ledger-file.ts';
import { Stats } from '../ledger/stats.ts';
import { outputStyle } from '../terminal.ts';
import { UsageError } from '../usage-error.ts';
import { type AddCommand, DEFAULT_RUNS } from './command.ts';

interface Options extends LedgerFilter {
  readonly dolphinscheduler?: string;
  readonly by?: Slicing;
  readonly format: Format;
  readonly json?: true;
  readonly rebuild?: true;
  readonly output?: string;
}

const formats = ['terminal', 'markdown'] as const;
type Format = (typeof formats)[number];

export const statsCommand: AddCommand = (program, signal) => {
  program
    .command('stats')
    .description('how often what was found, over all runs of the ledger: rates, trends, flakiness; needs no engine')
    .argument('[runs]', `folder of runs with its ${LEDGER_FILE}, or a ledger file`, DEFAULT_RUNS)
    .option('--scenario <name>', 'only runs of this scenario')
    .option('--version <version>', 'only runs on this version of DolphinScheduler')
    .option('--dolphinscheduler <version>', 'the same as --version')
    .option('--strategy <strategy>', 'only runs with this registry disconnect strategy: waiting, stop')
    .option('--campaign <name>', 'only runs of this campaign')
    .option(
      '--since <time>',
      'only runs that began so long ago at most, or since that day (UTC): 12h, 7d, 4w, 2026-11-01',
      (text) => readSince(text, Date.now()),
    )
    .option('--by <what>', `tell runs apart further: ${slicings.join(', ')}`, (text) => oneOf('--by', text, slicings))
    .option(
      '--format <format>',
      `how to print it: ${formats.join(', ')}`,
      (text) => oneOf('--format', text, formats),
      'terminal',
    )
    .option('--json', 'print it as JSON, with all that is known of each')
    .option('--rebuild', 'make the ledger anew first: judge the stored runs again, by the checkers as they are now')
    .option('--output <file>', 'with --rebuild: write the ledger there, and leave the folder as it is')
    .addHelpText('after', HELP)
    .action(async (runs: string, options: Options) => {
      const { by, json, format, output } = options;
      if (output !== undefined && !options.rebuild) throw new UsageError('--output says where --rebuild writes');
      const read = options.rebuild ? await rebuilt(runs, output, signal) : ledgerIn(runs);
      const model = modelOf(read, options, by);
      for (const line of warningsOf(model)) process.stderr.write(`${line}\n`);
      if (json) process.stdout.write(`${JSON.stringify(model, undefined, 2)}\n`);
      else process.stdout.write(format === 'markdown' ? renderStatsMarkdown(model) : renderStats(model, outputStyle()));
    });
};

const HELP = `
Every run adds a line to the ledger beside the runs, whatever became of it. A row is of the runs of one scenario with the same kinds of faults, on one
version or build, with the same strategy and fixes. Runs that say nothing of a finding count neither for nor against it; of 0 in n runs, the bound says
how often it may still happen. The exit code is 0, whatever the runs showed.

--rebuild is for runs that were made before there was a ledger, and for a ledger that was lost. Records of runs whose folders are gone stay as they are.

Anything else can be asked of the file itself, with DuckDB's command for one: duckdb -c "select scenario, verdict, count(*) from 'runs/ledger.jsonl' group by all"

Examples:
  ./doublerun stats
  ./doublerun stats --scenario failover-16759 --by version
  ./doublerun stats --since 7d --by night --format markdown
  ./doublerun stats downloaded/runs --json
  ./doublerun stats --rebuild`;

/** The ledger that a user names. @throws UsageError */
function ledgerIn(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile()) return path;
  if (stat?.isDirectory() || (!stat && path === DEFAULT_RUNS)) return join(path, LEDGER_FILE);
  throw new UsageError(`there is no ${path}; give a folder of runs, or a ${LEDGER_FILE}`);
}

async function rebuilt(runs: string, output: string | undefined, signal: AbortSignal): Promise<string> {
  if (!statSync(runs, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`there is no folder ${runs} to make a ledger of`);
  const { rebuildLedger } = await import('../ledger/rebuild.ts');
  const ledger = join(runs, LEDGER_FILE);
  const tell = (line: string): boolean => process.stderr.write(`${line}\n`);
  await rebuildLedger({ runs, ledger, output: output ?? ledger }, tell, signal);
  return output ?? ledger;
}

function modelOf(ledger: string, options: Options, by: Slicing | undefined): StatsModel {
  const { scenario, dolphinscheduler, version = dolphinscheduler, strategy, campaign, since } = options;
  const filter = { scenario, version, strategy, campaign, since };
  const stats = new Stats(by);
  const unreadable: number[] = [];
  let [records, matching] = [0, 0];
  let from: string | undefined;
  let to: string | undefined;
  for (const { number, record, half } of linesOfLedger(ledger)) {
    if (half) unreadable.push(number);
    if (!record) continue;
    records += 1;
    if (!isMeant(record, filter)) continue;
    matching += 1;
    const { at } = record;
    if (from === undefined || at < from) from = at;
    if (to === undefined || at > to) to = at;
    stats.add(record);
  }
  const days = from === undefined || to === undefined ? {} : { from, to };
  return { ledger, records, matching, ...days, ...(by ? { by } : {}), unreadable, cells: stats.cells() };
}

function warningsOf({ ledger, unreadable }: StatsModel): readonly string[] {
  if (unreadable.length === 0) return [];
  const shown = unreadable.slice(0, 10).join(', ');
  const more = unreadable.length > 10 ? ` and ${unreadable.length - 10} more` : '';
  return [
    `${ledger}: on line ${shown}${more} is something that is no record: half of one, by a process that was killed, or one of a newer Doublerun. It is left out.`,
  ];
}

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/** Reads `12h`, `7d`, `4w`, `2026-11-01`. @returns ms since the epoch. @throws UsageError */
export function readSince(text: string, now: number): number {
  const [, number, unit = ''] = /^(\d+)([hdw])$/.exec(text) ?? [];
  const ms = UNITS[unit];
  if (number !== undefined && ms !== undefined) return now - Number(number) * ms;
  const day = Date.parse(`${text}T00:00:00Z`);
  // February 30th is a day in March to Date.
  if (!Number.isNaN(day) && new Date(day).toISOString().startsWith(text)) return day;
  throw new UsageError(`--since ${text}: must be a time or a day: 12h, 7d, 4w, 2026-11-01`);
}

function oneOf<Word extends string>(option: string, text: string, words: readonly Word[]): Word {
  const word = words.find((each) => each === text);
  if (word) return word;
  throw new UsageError(`${option} ${text}: must be one of ${words.join(', ')}`);
}
