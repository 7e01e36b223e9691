import type { LedgerRecord } from '../harness/ledger/record.ts';

/** A record of a run that passed, but for what is given. */
export function ledgerRecord(given: Partial<LedgerRecord> = {}): LedgerRecord {
  return {
    at: '2026-11-24T02:00:00.000Z',
    seconds: 50,
    run: 'cut/20261124T020000Z-1',
    scenario: 'cut',
    seed: 1,
    plan: '0123456789abcdef',
    stimulus: 'fedcba9876543210',
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
    doublerun: '0.1.0',
    ...given,
  };
}
