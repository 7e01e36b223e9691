import type { CampaignAsked, Unit } from '../../../harness/campaign/asked.ts';
import type { KnownIssue } from '../../../harness/campaign/known-issues.ts';
import type { LedgerRecord, ProvedRecord } from '../../../harness/ledger/record.ts';

export const CAMPAIGN = 'nightly';
export const TODAY = '2026-11-24';

export function unit(more: Partial<Unit> & { readonly seed: number }): Unit {
  const cell = { scenario: 'cut', version: '3.2.2', strategy: 'waiting' as const, fixes: [], plan: 'p', ...more };
  const id = `${cell.scenario}-${cell.version}-${cell.strategy}-${cell.seed}${more.canary ?? ''}`;
  return { id, ...cell };
}

export function asked(units: readonly Unit[]): CampaignAsked {
  return { name: CAMPAIGN, units };
}

export const overlap: ProvedRecord = {
  anomaly: 'overlapping-executions',
  task: 'long',
  faults: ['refuse'],
  violation: true,
};
export const orphan: ProvedRecord = { anomaly: 'orphan-execution', task: 'long', faults: ['refuse'], violation: true };

/** A run of a unit that passed, unless more is said of it; with a proof that violates, a violation. */
export function record(of: Unit, more: Partial<LedgerRecord> = {}): LedgerRecord {
  const { id, scenario, seed, plan, version, strategy, fixes } = of;
  const verdict = more.verdict ?? (more.proved?.some(({ violation }) => violation) ? 'violation' : 'pass');
  const at = more.at ?? `2026-11-24T01:00:${String(seed % 60).padStart(2, '0')}.000Z`;
  return {
    at,
    seconds: 40 + seed,
    run: `${scenario}/${at.replace(/\..*/, 'Z').replaceAll(':', '-')}-${seed}`,
    scenario,
    seed,
    plan,
    stimulus: 's',
    version,
    strategy,
    fixes: [...fixes],
    faults: ['refuse'],
    roles: ['owner'],
    contract: ['exactly-once'],
    verdict,
    whole: verdict !== 'broken' && verdict !== 'inconclusive',
    proved: [],
    doubts: [],
    expects: { anomaly: 'overlapping-executions', task: 'long' },
    campaign: { name: CAMPAIGN, unit: id },
    doublerun: '0.1.0',
    ...more,
  };
}

export function issue(more: Partial<KnownIssue> = {}): KnownIssue {
  return {
    anomaly: 'overlapping-executions',
    task: 'long',
    issue: 'apache/dolphinscheduler#16759',
    reason: 'fixed upstream in 3.3',
    expires: '2027-03-01',
    rate: 0.5,
    ...more,
  };
}
