import { recordsForPart } from '../campaign/part-records.ts';
import type { LedgerRecord } from '../ledger/record.ts';

/**
 * Of a campaign's records, those that spare one of its shards a run. What other shards of the same split have run is none of its units; and canaries
 * spare a shard only where it has run them itself.
 * @param shard `2/3`.
 */
export function recordsForShard(records: readonly LedgerRecord[], shard: string): readonly LedgerRecord[] {
  const [, of] = shard.split('/');
  return recordsForPart(records, shard).filter(({ campaign }) => {
    const other = campaign?.shard;
    return other === undefined || other === shard || other.split('/')[1] !== of;
  });
}
