import type { Campaign } from './file.ts';
import { loadKnownIssues } from './load.ts';
import type { StoredCampaign } from './store.ts';
import { askedOf, type PlannedUnit, unitsOf } from './units.ts';

/** A campaign with all its plans, and what is kept of it beside its runs. @throws UsageError where its known issues cannot be read. */
export function storedOf(campaign: Campaign): {
  readonly units: readonly PlannedUnit[];
  readonly stored: StoredCampaign;
} {
  const units = unitsOf(campaign);
  const { known, decide } = campaign;
  const stored = { asked: askedOf(campaign, units), issues: loadKnownIssues(known), ...(decide ? { decide } : {}) };
  return { units, stored };
}
