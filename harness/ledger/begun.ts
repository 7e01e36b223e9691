import { join } from 'node:path';
import { z } from 'zod';
import { thisProcess } from '../../cluster/labels.ts';
import { CAMPAIGN_FILE, type RunDirectory, writeJson } from '../../history/run-directory.ts';
import { readStored } from '../stored-runs/stored-file.ts';
import { type LedgerRecord, ledgerCampaignSchema } from './record.ts';

/** `campaign.json` of a run that is part of a campaign: what nobody would know of it who finds it without its line in the ledger. */
const begunSchema = z.object({
  campaign: ledgerCampaignSchema,
  /** Of DolphinScheduler. */
  version: z.string(),
  /** When it began, its cluster included. */
  at: z.iso.datetime(),
  /** The process that runs it. */
  owner: z.string(),
});
export type Begun = z.infer<typeof begunSchema>;

/** Writes down, before it begins, of which campaign a run is. */
export function writeBegun(
  directory: RunDirectory,
  campaign: NonNullable<LedgerRecord['campaign']>,
  { version, at }: { readonly version: string; readonly at: Date },
): void {
  writeJson(directory, 'campaign', { campaign, version, at: at.toISOString(), owner: thisProcess() } satisfies Begun);
}

/** @param folder the run's. @returns nothing where it is of no campaign, or that cannot be read. */
export function readBegun(folder: string): Begun | undefined {
  const read = readStored(join(folder, CAMPAIGN_FILE), begunSchema);
  return read.kind === 'read' ? read.value : undefined;
}
