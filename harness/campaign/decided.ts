import { answerOf, type LedgerRecord } from '../ledger/record.ts';
import { decide, type SequentialTest } from '../statistics/sequential.ts';
import type { Cell, Unit } from './asked.ts';
import { resultOfUnit } from './result-of-unit.ts';

/**
 * Whether nobody needs to know more of the unit's cell, as its runs say already whether its expected finding is there: the seeds are looked at in
 * their order, up to the first of which nothing is known, whoever has run them. A cell that expects nothing is never decided.
 * @param units of the whole campaign, or of a part that has whole cells.
 */
export function isDecided(
  test: SequentialTest,
  unit: Unit,
  units: readonly Unit[],
  records: ReadonlyMap<string, readonly LedgerRecord[]>,
): boolean {
  if (unit.canary !== undefined) return false;
  const answers: boolean[] = [];
  for (const { id } of units.filter((each) => each.canary === undefined && isSameCell(each, unit))) {
    const record = resultOfUnit(records.get(id) ?? []);
    if (!record?.expects) break;
    const answer = answerOf(record, record.expects);
    // What says nothing counts neither for nor against it.
    if (answer !== 'silent') answers.push(answer === 'seen');
  }
  return decide(test, answers) !== 'open';
}

/** What is one cell, in one word: the part of a unit that all its seeds share. */
function isSameCell(a: Cell, b: Cell): boolean {
  return (
    a.scenario === b.scenario &&
    a.version === b.version &&
    a.strategy === b.strategy &&
    a.fixes.join(' ') === b.fixes.join(' ')
  );
}
