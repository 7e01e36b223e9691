import type { VerdictName } from '../../checkers/verdict.ts';
import type { CampaignReport } from '../../report/campaign/model.ts';
import { isAllBroken } from '../../report/campaign/words.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import type { CampaignAsked } from './asked.ts';
import { canariesOfParts, isOf, needsNoMore } from './canary.ts';
import { cellsOf } from './cells.ts';
import type { Decide } from './decided.ts';
import { type KnownIssue, knownAs } from './known-issues.ts';
import { knownOf } from './known-outcome.ts';
import { resultsOf } from './results.ts';

/**
 * What a campaign has come to. The same for the same records, in whatever order, on however many machines they were made, and however often one is
 * there. `records` may be of other campaigns too; `today`: 2027-03-01, on which entries are held against their expiry; `decide`: seeds that a cell need
 * not run any more are not missing.
 *
 * Canaries tell of Doublerun and not of what is tested: their findings count nowhere else.
 */
export function campaignReport(
  asked: CampaignAsked,
  records: readonly LedgerRecord[],
  issues: readonly KnownIssue[],
  today: string,
  decide?: Decide,
): CampaignReport {
  const results = resultsOf(asked, records);
  const tested = results.filter(({ unit }) => unit.canary === undefined);
  const canaries = canariesOfParts(asked, records);
  const needed = ({ unit }: (typeof results)[number]): boolean =>
    canaries.some((canary) => isOf(canary)(unit) && !needsNoMore(canary));
  const parts = {
    canaries,
    missingCanaries: results.filter((result) => !result.record && needed(result)).length,
    known: issues.map((issue) => knownOf(issue, tested, today)),
    cells: cellsOf(tested, knownAs(issues, today), decide),
  };
  const { name, about } = asked;
  return { name, ...(about === undefined ? {} : { about }), today, verdict: verdictOf(parts), ...parts };
}

/**
 * A wrong canary makes everything else say nothing; else a violation that nobody knows, or an entry that has to go; else a cell with nothing but
 * broken runs; else whatever leaves something open.
 */
function verdictOf({
  canaries,
  missingCanaries,
  known,
  cells,
}: Pick<CampaignReport, 'canaries' | 'missingCanaries' | 'known' | 'cells'>): VerdictName {
  const kinds = known.map(({ outcome }) => outcome.kind);
  if (canaries.some(({ outcome }) => outcome.kind !== 'right')) return 'broken';
  if (cells.some(({ unknown }) => unknown > 0)) return 'violation';
  if (kinds.includes('expired') || kinds.includes('no-longer-seen')) return 'violation';
  if (cells.some(isAllBroken)) return 'broken';
  const isOpen = missingCanaries > 0 || cells.some(({ open, missing }) => open.length + missing.length > 0);
  return isOpen || cells.length === 0 || kinds.includes('too-few-runs') ? 'inconclusive' : 'pass';
}
