import type { LedgerRecord } from './record.ts';

/** Which records are meant: all that is given has to hold. */
export interface LedgerFilter {
  readonly scenario?: string | undefined;
  readonly version?: string | undefined;
  readonly strategy?: string | undefined;
  /** Name of a campaign. */
  readonly campaign?: string | undefined;
  /** Began at this moment or later; ms since the epoch. */
  readonly since?: number | undefined;
}

export function isMeant(record: LedgerRecord, { scenario, version, strategy, campaign, since }: LedgerFilter): boolean {
  if (scenario !== undefined && record.scenario !== scenario) return false;
  if (version !== undefined && record.version !== version) return false;
  if (strategy !== undefined && record.strategy !== strategy) return false;
  if (campaign !== undefined && record.campaign?.name !== campaign) return false;
  return since === undefined || Date.parse(record.at) >= since;
}
