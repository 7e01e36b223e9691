import { resolve } from 'node:path';
import { connectEngine } from '../../cluster/engine.ts';
import type { Origin } from '../../cluster/images/origin.ts';
import type { Campaign } from '../campaign/file.ts';
import { openProgress } from '../progress.ts';
import type { Address } from '../swarm/address.ts';
import { campaignFiles } from '../swarm/campaign-files.ts';
import { runOnSwarm } from '../swarm/campaign-on-swarm.ts';
import { isLive } from '../terminal.ts';
import { lineOf } from './campaign.ts';

export interface SwarmCampaignOptions {
  readonly origin: Origin;
  readonly runs: string;
  /** Into so many parts the campaign is split. */
  readonly tasks: number;
  /** Where runs are collected. */
  readonly collector?: Address;
  /** Of one cluster, bytes. */
  readonly memoryBytes: number;
}

/**
 * Has a Swarm run a campaign; its runs are in the folder and in its ledger as soon as each has come in.
 * @param file the campaign's.
 * @returns how many came in.
 * @throws UsageError, ImageError, EngineError, InterruptError
 */
export async function runSwarmCampaign(
  { name, rows, canaries }: Campaign,
  file: string,
  { runs, tasks, ...options }: SwarmCampaignOptions,
  signal: AbortSignal,
): Promise<number> {
  const tell = (line: string): void => void process.stderr.write(`${line}\n`);
  const versions = [...new Set([...canaries, ...rows].map(({ version }) => version))];
  const files = campaignFiles(file);
  let taken = 0;
  await runOnSwarm(
    { name, files, shards: tasks, runs: resolve(runs), versions, ...options },
    {
      engine: await connectEngine(),
      progress: openProgress(isLive()),
      tell,
      taken: (record) => {
        taken += 1;
        tell(lineOf(record, `shard ${record.campaign?.shard ?? '-'}`, ''));
      },
      signal,
    },
  );
  return taken;
}
