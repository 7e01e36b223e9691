import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { campaignNameOf, readStored, type StoredCampaign } from '../campaign/store.ts';
import { UsageError } from '../usage-error.ts';

/**
 * The campaigns of which there are runs in some folders, by name. Each folder has the whole of what was asked for, whichever part was run there.
 * @throws UsageError where two folders do not agree about one.
 */
export function storedCampaignsOf(folders: readonly string[]): readonly StoredCampaign[] {
  const found = new Map<string, { readonly stored: StoredCampaign; readonly folder: string }>();
  for (const folder of folders.filter((each) => existsSync(each))) {
    for (const name of readdirSync(folder).sort()) {
      const stored = campaignNameOf(name) === undefined ? undefined : readStored(join(folder, name));
      if (!stored) continue;
      const before = found.get(stored.asked.name);
      if (before && JSON.stringify(before.stored) !== JSON.stringify(stored)) {
        throw new UsageError(
          `${before.folder} and ${folder} have run campaign ${stored.asked.name} from different files, so that they are not parts of one`,
        );
      }
      found.set(stored.asked.name, before ?? { stored, folder });
    }
  }
  return [...found.values()].map(({ stored }) => stored);
}
