import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { campaignFolder, writeStored } from '../campaign/store.ts';
import { tellCampaign } from '../campaign/tell.ts';
import { EXIT, exitCodeOfAll } from '../exit.ts';
import { LEDGER_FILE } from '../ledger/ledger-file.ts';
import { storedCampaignsOf } from '../merge/campaigns.ts';
import { mergeRuns } from '../merge/merge-runs.ts';
import { UsageError } from '../usage-error.ts';
import type { AddCommand } from './command.ts';

export const mergeCommand: AddCommand = (program, _signal, finish) => {
  program
    .command('merge')
    .description('join folders of runs, as several machines have made them, into one with one ledger and one report')
    .argument('<folder...>', 'folders of runs')
    .requiredOption('--into <folder>', 'where all of it goes; what is there stays')
    .addHelpText(
      'after',
      `
Each run is copied once, however often it is merged. Of a campaign that ran in parts the report is that of the whole: the same as if one machine had
run it all. The exit code is the campaign's; ${EXIT.pass} where there is none.

Examples:
  ./doublerun merge part-1 part-2 part-3 --into night
  ./doublerun merge downloaded/* --into night && ./doublerun stats night`,
    )
    .action((folders: readonly string[], { into }: { readonly into: string }) => {
      for (const folder of folders) checkSource(folder, into);
      const { copied, same, records, problems } = mergeRuns(folders, resolve(into));
      for (const problem of problems) process.stderr.write(`${problem}\n`);
      process.stderr.write(
        `${copied} run directories copied${same === 0 ? '' : `, ${same} were there`}; ${records} runs in ${relative(process.cwd(), join(resolve(into), LEDGER_FILE))}\n`,
      );
      const campaigns = storedCampaignsOf([...folders, into]);
      for (const { asked, issues } of campaigns)
        writeStored(campaignFolder(resolve(into), asked.name), { asked, issues });
      const verdicts = campaigns.map((stored) => tellCampaign(stored, into));
      finish(verdicts.length === 0 ? EXIT.pass : exitCodeOfAll(verdicts));
    });
};

/** @throws UsageError where it is no folder of runs. */
function checkSource(folder: string, into: string): void {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new UsageError(`there is no folder ${folder}`);
  if (resolve(folder) === resolve(into)) throw new UsageError(`${folder} is where all of it is to go`);
  if (!existsSync(join(folder, LEDGER_FILE)))
    throw new UsageError(
      `${folder} has no ${LEDGER_FILE}, so that it is no folder of runs${readdirSync(folder).length === 0 ? ': it is empty' : ''}`,
    );
}
