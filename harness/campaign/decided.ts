import type { LedgerRecord } from '../ledger/record.ts';
import { decide, type SequentialTest } from '../statistics/sequential.ts';
import type { CampaignAsked } from './asked.ts';
import type { Campaign } from './file.ts';
import { answerOfUnit, resultsOf, type UnitResult } from './results.ts';

/** What a campaign's file says of when a cell's answer is known. */
export type Decide = NonNullable<Campaign['decide']>;

/** Whether nobody needs to know more of a cell. @param cell the units of one cell, and no canary's. */
export function isDecided(wanted: Decide, cell: CampaignAsked, records: readonly LedgerRecord[]): boolean {
  return decidedAfter(wanted, resultsOf(cell, records)) !== undefined;
}

/**
 * After how many runs of a cell that say something it is known whether its expected finding is there: the seeds are looked at in their order, up to the
 * first of which nothing is known, whoever has run them. A cell that expects nothing is never decided: nothing.
 * @param results the cell's.
 */
export function decidedAfter(wanted: Decide, results: readonly UnitResult[]): number | undefined {
  const test: SequentialTest = {
    absentBelow: wanted.absent_below,
    presentAbove: wanted.present_above,
    risk: wanted.risk,
  };
  const answers: boolean[] = [];
  for (const result of results) {
    const expects = result.record?.expects;
    if (!expects) break;
    const answer = answerOfUnit(result, expects);
    // What says nothing counts neither for nor against it.
    if (answer !== 'silent') answers.push(answer === 'seen');
  }
  const { answer, after } = decide(test, answers);
  return answer === 'open' ? undefined : after;
}
