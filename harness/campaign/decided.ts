import type { LedgerRecord } from '../ledger/record.ts';
import { decide, type SequentialTest } from '../statistics/sequential.ts';
import { type CampaignAsked, keyOfCell, type Unit } from './asked.ts';
import { answerOfUnit, resultsOf } from './results.ts';

/**
 * Whether nobody needs to know more of the unit's cell, as its runs say already whether its expected finding is there: the seeds are looked at in
 * their order, up to the first of which nothing is known, whoever has run them. A cell that expects nothing is never decided, and no canary's is.
 * @param asked the whole campaign, or a part that has whole cells.
 */
export function isDecided(
  test: SequentialTest,
  { canary, ...cell }: Unit,
  { units, ...campaign }: CampaignAsked,
  records: readonly LedgerRecord[],
): boolean {
  if (canary !== undefined) return false;
  const own = units.filter((each) => each.canary === undefined && keyOfCell(each) === keyOfCell(cell));
  const answers: boolean[] = [];
  for (const result of resultsOf({ ...campaign, units: own }, records)) {
    const expects = result.record?.expects;
    if (!expects) break;
    const answer = answerOfUnit(result, expects);
    // What says nothing counts neither for nor against it.
    if (answer !== 'silent') answers.push(answer === 'seen');
  }
  return decide(test, answers) !== 'open';
}
