import { resolve } from 'node:path';
import type { Origin } from '../../cluster/images/origin.ts';
import { loadCampaign } from '../campaign/load.ts';
import { isInShard, readShard, type Shard, shardText } from '../campaign/shard.ts';
import { campaignFolder, claim } from '../campaign/store.ts';
import { unitsOf } from '../campaign/units.ts';
import { EXIT } from '../exit.ts';
import { type AddCommand, DEFAULT_RUNS, withCount, withOrigin } from './command.ts';

interface Options {
  readonly origin: Origin;
  readonly shard?: Shard;
  readonly lanes: number;
  readonly runs: string;
}

/** More than any machine holds. */
const MOST_LANES = 64;

export const campaignCommand: AddCommand = (program, signal, finish) => {
  const command = program
    .command('campaign')
    .description('run scenarios × versions × strategies × seeds on warm clusters side by side, and judge the whole')
    .argument('<file>', 'what to run; see below')
    .option('--shard <i/n>', 'only this part of it: 1/3, 2/3, 3/3 on three machines', readShard);
  withCount(command, '--lanes <number>', 'at most so many clusters side by side', MOST_LANES);
  withOrigin(command)
    .option('--runs <folder>', 'where run directories, ledger and report are made', DEFAULT_RUNS)
    .action(async (file: string, { shard, lanes, runs, origin }: Options) => {
      const campaign = loadCampaign(file);
      const all = unitsOf(campaign);
      const part = shard ? all.filter(({ unit }) => isInShard(unit, shard)) : all;
      const folder = campaignFolder(resolve(runs), campaign.name);
      const release = claim(folder, shard ? shardText(shard) : '');
      try {
        // Loaded when needed, as Docker's client is slow to load.
        const { runCampaign } = await import('../actions/campaign.ts');
        const named = shard ? { shard: shardText(shard) } : {};
        await runCampaign(
          campaign,
          part,
          { origin, runs, lanes, ...named, stopped: () => undefined, decided: () => false },
          signal,
        );
      } finally {
        release();
      }
      finish(EXIT.pass);
    });
};
