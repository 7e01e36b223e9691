import type { LedgerRecord } from '../ledger/record.ts';

/**
 * Of a campaign's records, those that count where it, or one of its parts, is run: all but the canaries of others. Each part has to show for itself that it
 * sees, whatever others have shown, with another split or with none.
 * @param shard `2/3`; nothing where the whole is run.
 */
export function recordsForPart(records: readonly LedgerRecord[], shard: string | undefined): readonly LedgerRecord[] {
  return records.filter(({ campaign }) => campaign?.canary === undefined || campaign.shard === shard);
}
