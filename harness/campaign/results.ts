import {
  type Answer,
  type FindingName,
  type LedgerRecord,
  nameOfFinding,
  type ProvedRecord,
} from '../ledger/record.ts';
import { firstWhole, inOrderOfTime, isViolation, resultOfUnit } from '../ledger/result-of-unit.ts';
import type { CampaignAsked, Unit } from './asked.ts';

/** What a unit has come to. */
export interface UnitResult {
  readonly unit: Unit;
  /** The run that counts; absent where there is none yet. */
  readonly record: LedgerRecord | undefined;
  /** The run that says what was not there: the first that is whole, else the one that counts. */
  readonly fullest: LedgerRecord | undefined;
  /** Every run of it that violates, in order of time: one with a known violation must not hide another's unknown one. */
  readonly violations: readonly LedgerRecord[];
}

/** One result for each unit, in the units' order. Depends on which records there are, and not on their order nor on how often each is there. */
export function resultsOf({ name, units }: CampaignAsked, records: readonly LedgerRecord[]): readonly UnitResult[] {
  const own = records.filter(({ campaign }) => campaign?.name === name);
  const byUnit = Map.groupBy(own, ({ campaign }) => campaign?.unit);
  return units.map((unit) => {
    const mine = inOrderOfTime(byUnit.get(unit.id) ?? []);
    const record = resultOfUnit(mine);
    return { unit, record, fullest: firstWhole(mine) ?? record, violations: mine.filter(isViolation) };
  });
}

/** An anomaly of one task or, where none is named, of any; after faults of these kinds or, where none are named, after whatever. */
export interface Sought extends FindingName {
  readonly faults?: readonly string[];
}

/** Whether a proof is of what is sought. Where faults are named, it came about after one at least, and after no other kind. */
export function isSought({ anomaly, task, faults: kinds }: Sought, proof: ProvedRecord): boolean {
  if (proof.anomaly !== anomaly || (task !== undefined && proof.task !== task)) return false;
  return kinds === undefined || (proof.faults.length > 0 && proof.faults.every((kind) => kinds.includes(kind)));
}

/** What a unit says of what is sought, whether or not it breaks the run's contract. */
export function answerOfUnit({ record, fullest, violations }: UnitResult, sought: Sought): Answer {
  if (!record || !fullest) return 'silent';
  if ([record, fullest, ...violations].some(({ proved }) => proved.some((proof) => isSought(sought, proof))))
    return 'seen';
  const open = fullest.doubts.some((doubt) => mayBe(doubt, sought));
  return fullest.whole && !open ? 'not' : 'silent';
}

/** Whether a doubt may be of what is sought: one whose task is not known may be of any. */
function mayBe({ anomaly, task }: FindingName, sought: FindingName): boolean {
  return anomaly === sought.anomaly && (task === undefined || sought.task === undefined || task === sought.task);
}

/** The shortest of some runs; of two, always the same one. */
export function shortestOf(records: readonly LedgerRecord[]): LedgerRecord | undefined {
  return inOrderOfTime(records).toSorted((a, b) => a.seconds - b.seconds)[0];
}

/** Findings that break the contract of a run, each name once. */
export function violationNames(records: readonly LedgerRecord[]): readonly FindingName[] {
  const broken = records.flatMap(({ proved }) => proved.filter(({ violation }) => violation));
  return [...Map.groupBy(broken, nameOfFinding)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, [first]]) => (first ? [nameOnly(first)] : []));
}

export function nameOnly({ anomaly, task }: FindingName): FindingName {
  return { anomaly, ...(task === undefined ? {} : { task }) };
}
