import type { Canary, CanaryOutcome } from '../../report/campaign/model.ts';
import type { FindingName, LedgerRecord } from '../ledger/record.ts';
import { isViolation } from '../ledger/result-of-unit.ts';
import { type CampaignAsked, groupOfUnit, keyOfCell, type Unit } from './asked.ts';
import { answerOfUnit, isSought, nameOnly, resultsOf, shortestOf, type UnitResult, violationNames } from './results.ts';

/**
 * What became of a campaign's canaries, in the units' order. Each part ran on a machine that has to show for itself that it sees: of a canary that is
 * wrong in one part, that is told; and one that is right in all is the same as if there had been one part.
 */
export function canariesOfParts(asked: CampaignAsked, records: readonly LedgerRecord[]): readonly Canary[] {
  const units = asked.units.filter(({ canary }) => canary !== undefined);
  const canariesIn = (some: readonly LedgerRecord[]) => canariesOf(resultsOf({ ...asked, units }, some));
  const own = records.filter(({ campaign }) => campaign?.name === asked.name);
  const parts = [...Map.groupBy(own, ({ campaign }) => campaign?.shard ?? '')]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, some]) => canariesIn(some));
  return canariesIn(own).map((canary, index) => {
    const wrong = parts.map((part) => part[index]).find((each) => each && each.outcome.kind !== 'right');
    return wrong ?? canary;
  });
}

/** What became of the canaries among a campaign's results, in the units' order. Cost: the results. */
export function canariesOf(results: readonly UnitResult[]): readonly Canary[] {
  const units = results.filter(({ unit }) => unit.canary !== undefined);
  const groups = Map.groupBy(units, ({ unit }) => groupOfUnit(unit));
  return [...groups.values()].flatMap((group) => (group[0] ? [canaryOf(group[0].unit, group)] : []));
}

/** Whether a unit is one of a canary's. */
export function isOf(canary: Canary): (unit: Unit) => boolean {
  return (unit) => unit.canary === canary.has && keyOfCell(unit) === keyOfCell(canary);
}

/** One that has to fail, and has, needs no further runs: those that it has left are not missing. */
export function needsNoMore({ has, outcome: { kind } }: Canary): boolean {
  return has === 'must-fail' && kind === 'right';
}

/** `group`: the results of one canary, `unit` being any of them. */
function canaryOf({ scenario, version, strategy, fixes, canary }: Unit, group: readonly UnitResult[]): Canary {
  const records = group.flatMap(({ record }) => record ?? []);
  const violations = group.flatMap((each) => each.violations);
  const cell = { scenario, version, strategy, fixes };
  if (canary === 'must-pass') {
    const run = shortestOf(violations)?.run;
    return { ...cell, has: canary, outcome: passing(records), others: [], ...(run === undefined ? {} : { run }) };
  }
  const wanted = records.find(({ expects }) => expects)?.expects;
  const others = violationNames(violations).filter(
    ({ anomaly, task }) =>
      !(wanted && anomaly === wanted.anomaly && (wanted.task === undefined || task === wanted.task)),
  );
  const shown =
    wanted && [...records, ...violations].filter(({ proved }) => proved.some((proof) => isSought(wanted, proof)));
  const run = shortestOf(shown ?? [])?.run;
  return {
    ...cell,
    has: 'must-fail',
    ...(wanted ? { expects: nameOnly(wanted) } : {}),
    outcome: failing(group, wanted),
    others,
    ...(run === undefined ? {} : { run }),
  };
}

/** Of one that has to fail: one run that shows it is enough, as a race may be lost; none that does is blindness. */
function failing(group: readonly UnitResult[], wanted: FindingName | undefined): CanaryOutcome {
  const runs = group.filter(({ record }) => record).length;
  if (runs === 0) return { kind: 'not-run' };
  if (!wanted) return { kind: 'nothing-expected' };
  const answers = group.map((result) => answerOfUnit(result, wanted)).filter((answer) => answer !== 'silent');
  const seen = answers.filter((answer) => answer === 'seen').length;
  if (answers.length === 0) return { kind: 'silent', runs };
  return seen > 0 ? { kind: 'right', seen, of: answers.length } : { kind: 'blind', of: answers.length };
}

/** Of one that has to pass: each run that says something has to, and one at least. */
function passing(records: readonly LedgerRecord[]): CanaryOutcome {
  if (records.length === 0) return { kind: 'not-run' };
  const failed = records.filter(isViolation).length;
  const passed = records.filter(({ verdict }) => verdict === 'pass').length;
  const of = failed + passed;
  if (failed > 0) return { kind: 'false-alarm', failed, of };
  return passed > 0 ? { kind: 'right', seen: passed, of } : { kind: 'silent', runs: records.length };
}
