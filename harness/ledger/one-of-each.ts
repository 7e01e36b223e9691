import type { LedgerRecord } from './record.ts';
import { resultOfUnit } from './result-of-unit.ts';

/**
 * One record of each unit of each campaign, where the unit's first one stands: a broken run may have been done again, and a lost one by somebody else. A
 * retry never turns a violation green: the first violation counts; else the first that is whole; else the last. Records of no campaign are left as they are.
 */
export function oneOfEach(records: readonly LedgerRecord[]): readonly LedgerRecord[] {
  const units = Map.groupBy(records, (record) =>
    record.campaign ? JSON.stringify([record.campaign.name, record.campaign.unit]) : record,
  );
  return [...units.values()].flatMap((tries) => resultOfUnit(tries) ?? []);
}
