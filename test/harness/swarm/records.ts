import type { LedgerRecord } from '../../../harness/ledger/record.ts';

/** A run of the campaign `night`, as its ledger has it. */
export function ledgerRecord({
  unit = 'a',
  shard,
  ...changed
}: Partial<LedgerRecord> & { readonly unit?: string; readonly shard?: string } = {}): LedgerRecord {
  return {
    at: '2026-11-23T19:48:37.123Z',
    seconds: 61.5,
    run: 'blip/20261123T194837Z-3',
    scenario: 'blip',
    seed: 3,
    plan: '0123456789ab',
    stimulus: 'ba9876543210',
    version: '3.1.1',
    strategy: 'waiting',
    fixes: [],
    faults: ['refuse'],
    roles: ['owner'],
    contract: ['exactly-once'],
    verdict: 'pass',
    whole: true,
    proved: [],
    doubts: [],
    campaign: { name: 'night', unit, ...(shard === undefined ? {} : { shard }) },
    doublerun: '0.1.0',
    ...changed,
  };
}
