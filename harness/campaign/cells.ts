import { promisesBroken } from '../../checkers/contract.ts';
import type { VerdictName } from '../../checkers/verdict.ts';
import type { CampaignCell, CellViolation, OpenUnit, Rate } from '../../report/campaign/model.ts';
import { answerOf, type FindingName, type LedgerRecord, nameOfFinding, type ProvedRecord } from '../ledger/record.ts';
import { isViolation } from '../ledger/result-of-unit.ts';
import { median } from '../statistics/median.ts';
import { rateOf } from '../statistics/rate.ts';
import { keyOfCell } from './asked.ts';
import { type Decide, decidedAfter } from './decided.ts';
import type { KnownIssue } from './known-issues.ts';
import { answerOfUnit, nameOnly, shortestOf, type UnitResult, violationNames } from './results.ts';

/** The entry that says of a violation that it is known. */
type KnownAs = (record: LedgerRecord, proof: ProvedRecord) => KnownIssue | undefined;

/** What is known of each cell, in the units' order. `results`: without canaries. */
export function cellsOf(
  results: readonly UnitResult[],
  known: KnownAs,
  decide: Decide | undefined,
): readonly CampaignCell[] {
  const cells = [...Map.groupBy(results, ({ unit }) => keyOfCell(unit)).values()];
  return cells.flatMap((group) => cellOf(group, known, decide && decidedAfter(decide, group)));
}

/** `after`: so many runs that its answer is known; then what was not run need not be. */
function cellOf(all: readonly UnitResult[], known: KnownAs, after: number | undefined): readonly CampaignCell[] {
  const group = after === undefined ? all : all.filter(({ record }) => record);
  const [first] = group;
  if (!first) return [];
  const { scenario, version, strategy, fixes } = first.unit;
  const records = group.flatMap(({ record }) => record ?? []);
  const verdictsOf = (verdict: VerdictName): number => records.filter((record) => record.verdict === verdict).length;
  const expects = records.find((record) => record.expects)?.expects;
  const cell: CampaignCell = {
    scenario,
    version,
    strategy,
    fixes,
    units: group.length,
    ...(after === undefined ? {} : { decidedAfter: after }),
    verdicts: {
      violation: verdictsOf('violation'),
      broken: verdictsOf('broken'),
      inconclusive: verdictsOf('inconclusive'),
      pass: verdictsOf('pass'),
    },
    missing: group.filter(({ record }) => !record).map(({ unit }) => unit.seed),
    builds: [...new Set(records.flatMap(({ build }) => build ?? []))].sort(),
    ...(expects ? { expected: { ...nameOnly(expects), ...rateIn(group, (each) => answerOfUnit(each, expects)) } } : {}),
    violations: violationsIn(group, known),
    unknown: group.filter((each) => each.violations.some((record) => !isKnown(record, known))).length,
    open: group.flatMap((each) => openIn(each, known)),
    seconds: records.reduce((sum, { seconds }) => sum + seconds, 0),
    medianSeconds: median(records.map(({ seconds }) => seconds)),
  };
  return [cell];
}

function rateIn(group: readonly UnitResult[], answer: (result: UnitResult) => ReturnType<typeof answerOfUnit>): Rate {
  const answers = group.map(answer);
  const seen = answers.filter((each) => each === 'seen').length;
  const of = answers.filter((each) => each !== 'silent').length;
  return rateOf(seen, of);
}

/** Whether every violation of a run is known. One that its record does not name never is. */
function isKnown(record: LedgerRecord, known: KnownAs): boolean {
  const violations = record.proved.filter(({ violation }) => violation);
  return violations.length > 0 && violations.every((proof) => known(record, proof) !== undefined);
}

function violationsIn(group: readonly UnitResult[], known: KnownAs): readonly CellViolation[] {
  const names = violationNames(group.flatMap(({ violations }) => violations));
  return names
    .map((name) => violationIn(group, name, known))
    .toSorted((a, b) => Number(b.unknown > 0) - Number(a.unknown > 0) || b.seen - a.seen);
}

function violationIn(group: readonly UnitResult[], name: FindingName, known: KnownAs): CellViolation {
  const own = ({ proved }: LedgerRecord): readonly ProvedRecord[] =>
    proved.filter((proof) => proof.violation && nameOfFinding(proof) === nameOfFinding(name));
  const shows = (record: LedgerRecord): boolean => own(record).length > 0;
  const showsUnknown = (record: LedgerRecord): boolean => own(record).some((proof) => !known(record, proof));
  const violations = group.flatMap((each) => each.violations);
  const issues = violations.flatMap((record) => own(record).flatMap((proof) => known(record, proof)?.issue ?? []));
  const unknown = violations.filter(showsUnknown);
  const shortest = shortestOf(unknown.length > 0 ? unknown : violations.filter(shows));
  return {
    ...name,
    ...rateIn(group, ({ fullest, violations: all }) =>
      all.some(shows) ? 'seen' : fullest ? answerOf(fullest, name) : 'silent',
    ),
    unknown: group.filter((each) => each.violations.some(showsUnknown)).length,
    issues: [...new Set(issues)].sort(),
    ...(shortest?.run === undefined ? {} : { run: shortest.run }),
    seconds: shortest?.seconds ?? 0,
  };
}

/**
 * A run that says nothing, or a violation that is known and leaves open what else there was: taken by itself, the rest would be inconclusive. A run that is
 * whole closes what others of its unit have left open.
 */
function openIn({ unit, fullest }: UnitResult, known: KnownAs): readonly OpenUnit[] {
  if (!fullest || fullest.verdict === 'pass') return [];
  const { verdict, run } = fullest;
  if (isViolation(fullest) && !leavesOpen(fullest, known)) return [];
  const reason = isViolation(fullest) ? 'what else there was is not known' : fullest.reason;
  return [
    {
      seed: unit.seed,
      verdict,
      ...(reason === undefined ? {} : { reason }),
      ...(run === undefined ? {} : { run }),
    },
  ];
}

/** A doubt about what the run proves, or about what is known to show here, opens nothing new. */
function leavesOpen(record: LedgerRecord, known: KnownAs): boolean {
  const { whole, doubts, proved, contract, faults } = record;
  if (!whole) return true;
  return doubts
    .filter(({ anomaly }) => promisesBroken(anomaly, contract).length > 0)
    .filter((doubt) => !proved.some((proof) => nameOfFinding(proof) === nameOfFinding(doubt)))
    .some((doubt) => known(record, { ...doubt, faults, violation: true }) === undefined);
}
