import type { LedgerRecord } from '../ledger/record.ts';
import { decide, type SequentialTest } from '../statistics/sequential.ts';
import type { CampaignAsked } from './asked.ts';
import { answerOfUnit, resultsOf } from './results.ts';

/**
 * Whether nobody needs to know more of a cell, as its runs say already whether its expected finding is there: the seeds are looked at in their order, up
 * to the first of which nothing is known, whoever has run them. A cell that expects nothing is never decided.
 * @param cell the units of one cell, and no canary's.
 */
export function isDecided(test: SequentialTest, cell: CampaignAsked, records: readonly LedgerRecord[]): boolean {
  const answers: boolean[] = [];
  for (const result of resultsOf(cell, records)) {
    const expects = result.record?.expects;
    if (!expects) break;
    const answer = answerOfUnit(result, expects);
    // What says nothing counts neither for nor against it.
    if (answer !== 'silent') answers.push(answer === 'seen');
  }
  return decide(test, answers) !== 'open';
}
