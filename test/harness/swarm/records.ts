import type { LedgerRecord } from '../../../harness/ledger/record.ts';
import { ledgerRecord as anyRecord } from '../ledger/record.ts';

interface Given extends Partial<LedgerRecord> {
  readonly unit?: string;
  readonly shard?: string;
}

/** A run of a unit of the campaign `night`. */
export function ledgerRecord({ unit = 'a', shard, ...given }: Given = {}): LedgerRecord {
  const campaign = { name: 'night', unit, ...(shard === undefined ? {} : { shard }) };
  return anyRecord(3, { scenario: 'blip', run: 'blip/20261123T194837Z-3', campaign, ...given });
}
