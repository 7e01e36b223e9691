import type { LedgerRecord } from '../ledger/record.ts';
import { firstWhole, inOrderOfTime } from '../ledger/result-of-unit.ts';

/**
 * One record of each unit of each campaign, where the unit's first one stands: the first that is whole, else the first. A later one is not asked: who tries
 * three times sees a rare finding three times as often, and would be compared with one who tried once. Records of no campaign are left as they are.
 */
export function firstTries(records: readonly LedgerRecord[]): readonly LedgerRecord[] {
  const units = Map.groupBy(records, (record) =>
    record.campaign ? JSON.stringify([record.campaign.name, record.campaign.unit]) : record,
  );
  return [...units.values()].flatMap((tries) => {
    const inTime = inOrderOfTime(tries);
    return firstWhole(inTime) ?? inTime[0] ?? [];
  });
}
