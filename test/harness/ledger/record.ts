import type { LedgerRecord, ProvedRecord } from '../../../harness/ledger/record.ts';

const start = Date.parse('2026-10-03T12:00:00Z');

/** A finding that breaks the contract. */
export const overlap: ProvedRecord = {
  anomaly: 'overlapping-executions',
  task: 'long',
  faults: ['refuse'],
  violation: true,
};

/** A run that expects an overlap and passes; the number tells its seed and when it began: so many minutes after the first. */
export function ledgerRecord(seed: number, more: Partial<LedgerRecord> = {}): LedgerRecord {
  const { proved = [] } = more;
  return {
    at: new Date(start + seed * 60_000).toISOString(),
    seconds: 40,
    scenario: 'owner-cut-off',
    seed,
    plan: '0123456789abcdef',
    stimulus: 'fedcba9876543210',
    version: '3.1.1',
    strategy: 'waiting',
    fixes: [],
    faults: ['refuse'],
    roles: ['master'],
    contract: ['exactly-once'],
    verdict: proved.some(({ violation }) => violation) ? 'violation' : 'pass',
    whole: true,
    proved,
    doubts: [],
    expects: { anomaly: 'overlapping-executions', task: 'long' },
    doublerun: '0.1.0',
    ...more,
  };
}

/** The same, with what it expects. */
export function seenRecord(seed: number, more: Partial<LedgerRecord> = {}): LedgerRecord {
  return ledgerRecord(seed, { proved: [overlap], ...more });
}
