import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { VerdictName } from '../../checkers/verdict.ts';
import { claimsIn } from '../campaign/claim.ts';
import { loadCampaign } from '../campaign/load.ts';
import { campaignFolder, campaignNameOf, writeStored } from '../campaign/store.ts';
import { storedOf } from '../campaign/stored-of.ts';
import { tellCampaign } from '../campaign/tell.ts';
import { EXIT, exitCodeOfAll } from '../exit.ts';
import { LEDGER_FILE } from '../ledger/ledger-file.ts';
import { campaignsIn, type FoundCampaign } from '../merge/campaigns.ts';
import { mergeRuns } from '../merge/merge-runs.ts';
import { UsageError } from '../usage-error.ts';
import type { AddCommand } from './command.ts';

interface Options {
  readonly into: string;
  readonly campaign?: string;
}

export const mergeCommand: AddCommand = (program, _signal, finish) => {
  program
    .command('merge')
    .description('join folders of runs, as several machines have made them, into one with one ledger and one report')
    .argument('<folder...>', 'folders of runs')
    .requiredOption('--into <folder>', 'where all of it goes; what is there stays')
    .option(
      '--campaign <file>',
      'the campaign that was run: what no folder has counts as missing, and not as never asked for',
    )
    .addHelpText(
      'after',
      `
Each run is copied once, however often it is merged. Of a campaign that ran in parts the report is that of the whole: the same as if one machine had
run it all; nights of one campaign are tries of the same runs there, and stats tells them apart. The exit code is the campaign's; ${EXIT.pass} where there is none, and ${EXIT.inconclusive} where folders have run it from files that are not the same.

Examples:
  ./doublerun merge part-1 part-2 part-3 --into night --campaign nightly.yaml
  ./doublerun merge nights/* --into all; ./doublerun stats all`,
    )
    .action((folders: readonly string[], { into, campaign }: Options) => {
      for (const folder of folders) checkSource(folder, into);
      const [empty, others] = [folders.filter((folder) => !hasLedger(folder)), folders.filter(hasLedger)];
      if (others.length === 0) throw new UsageError(`no folder of runs among them: none has a ${LEDGER_FILE}`);
      tell(empty.map((folder) => `${folder} has no ${LEDGER_FILE}: nothing was run there`));
      const asked = campaign === undefined ? undefined : storedOf(loadCampaign(campaign)).stored;
      const target = resolve(into);
      checkIdle(target, into);
      const { copied, same, records, problems } = mergeRuns(others, target);
      const there = same === 0 ? '' : `, ${same} were there`;
      tell([
        ...problems,
        `${copied} run directories copied${there}; ${records} runs in ${relative(process.cwd(), join(target, LEDGER_FILE))}`,
      ]);
      const found = campaignsIn([...folders, target], asked);
      const verdicts = found.map((each) => verdictOf(each, target, each.stored === asked));
      finish(verdicts.length === 0 ? EXIT.pass : exitCodeOfAll(verdicts));
    });
};

/** A report, where the folders agree about what was asked for. @param asked whether the user says so. */
function verdictOf({ stored, unlike }: FoundCampaign, into: string, asked: boolean): VerdictName {
  const { name } = stored.asked;
  if (unlike.length > 0 && !asked) {
    tell([
      `no report of campaign ${name}: ${unlike.join(', ')} ran it from another file than the first; --campaign says which is meant`,
    ]);
    return 'inconclusive';
  }
  if (unlike.length > 0)
    tell([`${unlike.join(', ')} ran campaign ${name} from another file: only the runs that are asked for now count`]);
  writeStored(campaignFolder(into, name), stored);
  return tellCampaign(stored, into, 'last run');
}

function tell(lines: readonly string[]): void {
  for (const line of lines) process.stderr.write(`${line}\n`);
}

/** @throws UsageError where there is no such folder, or all of it is to go there. */
function checkSource(folder: string, into: string): void {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new UsageError(`there is no folder ${folder}`);
  if (resolve(folder) === resolve(into)) throw new UsageError(`${folder} is where all of it is to go`);
}

/** The ledger there is written anew: runs that end meanwhile would be lost. @throws UsageError where a campaign is being run there. */
function checkIdle(target: string, into: string): void {
  const folders = existsSync(target) ? readdirSync(target).filter((name) => campaignNameOf(name) !== undefined) : [];
  for (const name of folders) {
    const [running] = claimsIn(join(target, name));
    if (!running) continue;
    throw new UsageError(
      `the campaign ${campaignNameOf(name)} is being run in ${into}, by process ${running.pid} of ${running.host}; merge when it is over, or into another folder. If it is over already, remove ${relative(process.cwd(), running.file)}`,
    );
  }
}

function hasLedger(folder: string): boolean {
  return existsSync(join(folder, LEDGER_FILE));
}
