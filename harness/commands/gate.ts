import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { writeTextFile } from '../../history/run-directory.ts';
import { plural } from '../../report/counts.ts';
import { renderGateMarkdown } from '../../report/gate/markdown.ts';
import type { GateResult } from '../../report/gate/model.ts';
import { renderGate } from '../../report/gate/terminal.ts';
import { EXIT, exitCodeOfAll } from '../exit.ts';
import { type Baseline, isOwnRun, parseBaseline, sideOfBaseline } from '../gate/baseline.ts';
import { textOfBaseline } from '../gate/baseline-text.ts';
import { gateOf } from '../gate/gate.ts';
import { matchCells, wordsOf } from '../gate/match.ts';
import { planInWords } from '../gate/plan.ts';
import { readRunSets } from '../gate/run-set.ts';
import { withCells } from '../gate/save-baseline.ts';
import { sideOf } from '../gate/side.ts';
import { UsageError } from '../usage-error.ts';
import { type AddCommand, readProbability, withCount } from './command.ts';
import { type GateOptions, type GateWay, wayOf } from './gate-way.ts';

const formats = ['terminal', 'markdown', 'json'] as const;
type Format = (typeof formats)[number];

interface Options extends GateOptions {
  readonly from?: string;
  readonly to?: string;
  readonly least: number;
  readonly buildsAlike?: true;
  readonly format: Format;
}

const DEFAULT_RISK = 0.05;
const DEFAULT_LEAST = 0.5;
const DEFAULT_POWER = 0.8;
const DEFAULT_FINDINGS = 10;

export const gateCommand: AddCommand = (program, _signal, finish) => {
  const command = program
    .command('gate')
    .description(
      'compare runs with a baseline, pair by pair: what is new, regressed, fixed, still broken; with a stated rate of false alarms; needs no engine',
    )
    .option('--baseline <file>', 'what is known; --save makes one')
    .option(
      '--candidate <runs>',
      'what is compared with it: a folder of runs, or a ledger file; may be given several times',
      (path, before: readonly string[] = []) => [...before, path],
    )
    .option('--save <file>', 'compare nothing: put the candidate into this baseline, which is made where there is none')
    .option('--from <variant>', 'of the baseline, only this variant: words such as 3.1.1,waiting')
    .option('--to <variant>', 'of the candidate, only this one')
    .option('--builds-alike', 'several builds of one version are of one source: take their runs together')
    .option(
      '--risk <probability>',
      'of failing where both sides are alike, all findings together',
      (text) => readProbability('--risk', text),
      DEFAULT_RISK,
    )
    .option(
      '--least <share>',
      "of the baseline's runs, so many need a partner that leaves nothing open",
      rateOf('--least'),
      DEFAULT_LEAST,
    )
    .option('--format <format>', `how it is printed: ${formats.join(', ')}`, readFormat, formats[0])
    .option('--plan', 'compare nothing: say how many runs it takes to see a change')
    .option(
      '--before <rate>',
      'with --plan: in what share of the runs a finding is seen, from 0 to 1',
      rateOf('--before'),
    )
    .option('--after <rate>', 'with --plan: in what share it is to be seen then', rateOf('--after'))
    .option(
      '--power <probability>',
      'with --plan: of seeing the change where it is there',
      (text) => readProbability('--power', text),
      DEFAULT_POWER,
    );
  withCount(command, '--findings <number>', 'with --plan: how many findings are looked at', DEFAULT_FINDINGS)
    .addHelpText('after', HELP)
    .action((options: Options, given: Command) => {
      const way = wayOf(options, given);
      switch (way.kind) {
        case 'plan':
          process.stdout.write(planInWords(way));
          return finish(EXIT.pass);
        case 'save':
          return finish(save(way.file, way.candidate, options.buildsAlike));
        case 'compare': {
          const result = compareSides(way, options);
          process.stdout.write(shown(result, options.format));
          return finish(exitCodeOfAll([result.verdict]));
        }
      }
    });
};

const HELP = `
A pair is the same plan with the same seed on both sides. Pairs that do not agree are evidence (McNemar's comparison, as an e-value), adjusted for all
findings that differ in enough pairs to be called out. Runs that are not whole are no evidence. A baseline holds what each run said: no ledger of it is
needed. In it you may write of a finding "note", why it is there, and "gone", why it is to go; both stay when it is saved anew.

Compared are cells of one scenario with the same version, strategy and fixes; where there are none, the only one with the only other one; else
--from and --to choose. Findings that break no promise of the runs' contract are told and decide nothing.

Exit codes: ${EXIT.pass} nothing is worse: absent, still broken, not seen, or fixed as the baseline says · ${EXIT.violation} new, regressed, or gone without a note
${EXIT.inconclusive} not enough evidence, a cell has no runs, or what was to go has not · ${EXIT.broken} a cell has nothing but broken runs · the worst is 1, then 3, then 2

Examples:
  ./doublerun gate --save base.json --candidate before
  ./doublerun gate --baseline base.json --candidate after
  ./doublerun gate --baseline base.json --candidate after --format markdown
  ./doublerun gate --baseline base.json --candidate runs --from waiting --to stop
  ./doublerun gate --plan --before 0.9 --after 0.1`;

function compareSides(
  { baseline, candidate }: Extract<GateWay, { kind: 'compare' }>,
  { from = '', to = '', risk, least, buildsAlike }: Options,
): GateResult {
  const known = readBaseline(baseline);
  if (!known)
    throw new UsageError(
      `--baseline ${baseline}: there is none; ./doublerun gate --save ${baseline} --candidate <runs> makes one`,
    );
  const { records, problems } = readRunSets(candidate);
  const [before, chosen] = [sideOfBaseline(known), { from: wordsOf(from), to: wordsOf(to) }];
  const isOwn = isOwnRun(known, matchCells(before, sideOf(records, buildsAlike), chosen));
  const others = records.filter((record) => !isOwn(record));
  const own = records.length - others.length;
  return gateOf(matchCells(before, sideOf(others, buildsAlike), chosen), { risk, least, unread: problems, own });
}

/** @returns the exit code: what no run says anything of is not known. */
function save(file: string, candidate: readonly string[], buildsAlike?: boolean): number {
  const before = readBaseline(file);
  if (!existsSync(dirname(file))) throw new UsageError(`--save ${file}: there is no folder ${dirname(file)}`);
  const { records, problems } = readRunSets(candidate);
  // A baseline that lacks what it does not know of would call it new.
  if (problems.length > 0) throw new UsageError([...problems, 'nothing is saved'].join('\n'));
  const { baseline, saved, kept, dropped } = withCells(before, sideOf(records, buildsAlike));
  writeTextFile(file, textOfBaseline(baseline));
  for (const words of [...dropped, ...kept]) process.stderr.write(`${words}\n`);
  const runs = saved.reduce((sum, cell) => sum + cell.runs.length, 0);
  process.stdout.write(
    `${file}: ${plural(saved.length, 'cell')} with ${plural(runs, 'run')} saved, ${baseline.cells.length} in all\n`,
  );
  return kept.length === 0 ? EXIT.pass : EXIT.inconclusive;
}

/** @returns nothing where there is no such file. @throws UsageError where it cannot be read, or is no baseline. */
function readBaseline(file: string): Baseline | undefined {
  if (!existsSync(file)) return undefined;
  if (statSync(file).isDirectory()) throw new UsageError(`${file} is a folder, and no file with a baseline`);
  return parseBaseline(readFileSync(file, 'utf8'), file);
}

function shown(result: GateResult, format: Format): string {
  if (format === 'json') return `${JSON.stringify(result, undefined, 2)}\n`;
  if (format === 'markdown') return renderGateMarkdown(result);
  const { columns: width } = process.stdout;
  return renderGate(result, width ? { width } : {});
}

function readFormat(text: string): Format {
  const format = formats.find((each) => each === text);
  if (!format) throw new UsageError(`--format ${text}: must be one of ${formats.join(', ')}`);
  return format;
}

function rateOf(option: string): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (text.trim() !== '' && number >= 0 && number <= 1) return number;
    throw new UsageError(`${option} ${text}: must be a number from 0 to 1`);
  };
}
