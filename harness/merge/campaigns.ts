import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { campaignNameOf, readStored, type StoredCampaign } from '../campaign/store.ts';

/** A campaign of which there are runs, and the folders that have run it from other files: it is not the same there. */
export interface FoundCampaign {
  readonly stored: StoredCampaign;
  readonly unlike: readonly string[];
}

/**
 * The campaigns of which there are runs in some folders, by name. Each folder has the whole of what was asked for, whichever part was run there.
 * @param asked what must have been run; where absent, what the first folder has.
 * @throws UsageError where a folder's cannot be read.
 */
export function campaignsIn(folders: readonly string[], asked: StoredCampaign | undefined): readonly FoundCampaign[] {
  const found = new Map<string, FoundCampaign>();
  if (asked) found.set(asked.asked.name, { stored: asked, unlike: [] });
  for (const folder of folders.filter((each) => existsSync(each))) {
    for (const name of readdirSync(folder).sort()) {
      const stored = campaignNameOf(name) === undefined ? undefined : readStored(join(folder, name));
      if (!stored) continue;
      const { name: campaign } = stored.asked;
      const before = found.get(campaign) ?? { stored, unlike: [] };
      const isLike = JSON.stringify(before.stored) === JSON.stringify(stored);
      found.set(campaign, isLike ? before : { ...before, unlike: [...before.unlike, folder] });
    }
  }
  return [...found.values()];
}
