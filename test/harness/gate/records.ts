import type { FindingName, LedgerRecord, ProvedRecord } from '../../../harness/ledger/record.ts';

/** A record of a run with this seed that found nothing; runs of one scenario and seed are pairs. */
export function recordOf(seed: number, more: Partial<LedgerRecord> = {}): LedgerRecord {
  const { scenario = 'cut' } = more;
  return {
    at: new Date(Date.UTC(2026, 0, 1, 0, 0, seed)).toISOString(),
    seconds: 40 + seed,
    run: `${scenario}/20260101T000000Z-${seed}`,
    scenario,
    seed,
    plan: 'p',
    stimulus: `${scenario}-${seed}`,
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
    ...more,
  };
}

export const doubled: FindingName = { anomaly: 'double-dispatch', task: 'next' };
export const lost: FindingName = { anomaly: 'lost-task', task: 'next' };
/** Breaks no promise of these runs. */
export const note: FindingName = { anomaly: 'stale-master-write' };

/** The same runs a year later: others. */
export function aYearLater(records: readonly LedgerRecord[]): readonly LedgerRecord[] {
  return records.map((record) => ({ ...record, at: record.at.replace(/^\d+/, (year) => String(Number(year) + 1)) }));
}

export function violation(finding: FindingName): ProvedRecord {
  return { ...finding, faults: ['refuse'], violation: true };
}

/** Runs with the seeds 1 to `of`; those up to `seen` prove the findings. */
export function runsOf(
  of: number,
  seen: number,
  findings: readonly FindingName[] = [doubled],
  more: Partial<LedgerRecord> = {},
): readonly LedgerRecord[] {
  return Array.from({ length: of }, (_, index) =>
    index < seen
      ? recordOf(index + 1, { verdict: 'violation', proved: findings.map(violation), ...more })
      : recordOf(index + 1, more),
  );
}
