import type { Known, KnownOutcome } from '../../report/campaign/model.ts';
import { triesFor } from '../statistics/tries.ts';
import { fitsCell, fitsRun, isExpired, type KnownIssue } from './known-issues.ts';
import { answerOfUnit, type UnitResult } from './results.ts';

/** So likely, at most, an issue that still shows at its rate is said to be no longer seen. */
const RISK = 0.05;

const MS_PER_DAY = 86_400_000;

/** An entry, with what a campaign's results say of it. `today`: 2027-03-01. */
export function knownOf(entry: KnownIssue, results: readonly UnitResult[], today: string): Known {
  const daysLeft = Math.round((Date.parse(entry.expires) - Date.parse(today)) / MS_PER_DAY);
  return { entry, daysLeft, outcome: outcomeOfIssue(entry, results, today) };
}

/**
 * What a campaign's results say of an entry. It counts the runs in which it could show and that say something of it, whatever promise they are held
 * to: what shows without breaking one is still there.
 */
export function outcomeOfIssue(issue: KnownIssue, results: readonly UnitResult[], today: string): KnownOutcome {
  // What a run that is still to be had does to the scheduler is not known here: it may be what the entry is about.
  const could = results.filter(({ unit, record }) => (record ? fitsRun(issue, record) : fitsCell(issue, unit)));
  const answers = could.map((result) => answerOfUnit(result, issue));
  const seen = answers.filter((answer) => answer === 'seen').length;
  const of = answers.filter((answer) => answer !== 'silent').length;
  if (isExpired(issue, today)) return { kind: 'expired', seen, of };
  if (could.length === 0) return { kind: 'not-in-this-campaign' };
  if (seen > 0) return { kind: 'seen', seen, of };
  if (issue.seldom) return { kind: 'not-missed', of };
  const needed = triesFor(issue.rate, RISK);
  return { kind: of >= needed ? 'no-longer-seen' : 'too-few-runs', of, needed };
}
