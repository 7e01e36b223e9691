import type { GateCell, GateFinding, GateResult, Judged, Needed, Rate } from '../../report/gate/model.ts';
import { worstFirst, worstOf } from '../exit.ts';
import { answerOf, type FindingName, nameOfFinding } from '../ledger/record.ts';
import { compare } from '../order.ts';
import { rateOf } from '../statistics/rate.ts';
import { type Family, familyOf, moreNeeded, suffices } from './family.ts';
import { type Match, variantOf } from './match.ts';
import { countPairs, type Pair, type PairCounts, pairsOf, sayingPairs } from './pairs.ts';
import type { Known, SideCell, SideRun } from './side.ts';
import { statusOf } from './status.ts';
import { verdictOfCell } from './verdict.ts';

/** A cell that both sides have runs of. */
interface Compared {
  readonly before: SideCell;
  readonly now: SideCell;
  readonly pairs: readonly Pair[];
  readonly violations: readonly Candidate[];
  readonly notes: readonly Candidate[];
}

/** A finding that one side has at least. */
interface Candidate {
  readonly name: string;
  readonly finding: FindingName;
  readonly before: Known | undefined;
  readonly now: Known | undefined;
  readonly counts: PairCounts;
}

/**
 * Compares what was matched. `risk`: the greatest probability of a verdict `violation` where both sides are alike; all findings of all cells together share it.
 * Takes time with the number of runs times that of findings.
 */
export function gateOf(matches: readonly Match[], risk: number): GateResult {
  const cells = matches.map((match) => (match.before && match.now ? comparedOf(match.before, match.now) : match));
  const compared = cells.flatMap((cell) => ('violations' in cell && !cell.now.broken ? [cell] : []));
  const all = compared.flatMap(({ violations }) => violations);
  const counts = all.map((each) => each.counts);
  const family = familyOf(counts, risk);
  const judged = new Map(all.map((each, index) => [each, judge(each, index, counts, family, risk)]));
  const told = cells.map((cell): GateCell => {
    const { before, now } = cell;
    if (now?.broken !== undefined)
      return { kind: 'broken', scenario: now.scenario, now: variantOf(now), reason: now.broken };
    if (!now) return { kind: 'missing', scenario: before.scenario, before: variantOf(before) };
    if (!('violations' in cell))
      return {
        kind: 'no baseline',
        scenario: now.scenario,
        now: variantOf(now),
        violations: [...now.findings].flatMap(([name, { proved, violation }]) => (proved && violation ? [name] : [])),
      };
    return {
      kind: 'compared',
      scenario: now.scenario,
      before: variantOf(cell.before),
      now: variantOf(now),
      pairs: cell.pairs.length,
      silent: { before: silentIn(cell.before), now: silentIn(now) },
      findings: cell.violations.flatMap((each) => {
        const told = judged.get(each);
        return told ? [{ ...findingOf(each, cell), ...told }] : [];
      }),
      ...(cell.violations.length === 0 ? { clean: cleanOf(cell) } : {}),
      notes: cell.notes.map((each) => findingOf(each, cell)),
    };
  });
  // The worst first; of equal ones by name.
  const inOrder = worstFirst.flatMap((verdict) => told.filter((cell) => verdictOfCell(cell) === verdict));
  return { verdict: worstOf(told.map(verdictOfCell)), risk, family: family.size, cells: inOrder };
}

function comparedOf(before: SideCell, now: SideCell): Compared {
  const pairs = pairsOf(before.runs, now.runs);
  const names = [...new Set([...before.findings.keys(), ...now.findings.keys()])].sort(compare);
  const all = names.flatMap((name): readonly Candidate[] => {
    const [was, is] = [before.findings.get(name), now.findings.get(name)];
    const finding = (was ?? is)?.finding;
    // What is only possible in every run is none.
    if (!finding || !(was?.proved || is?.proved)) return [];
    return [{ name, finding, before: was, now: is, counts: countPairs(pairs, finding) }];
  });
  const breaks = ({ before: was, now: is }: Candidate): boolean => was?.violation === true || is?.violation === true;
  return {
    before,
    now,
    pairs,
    violations: all.filter(breaks),
    notes: all.filter((each) => !breaks(each)),
  };
}

function judge(
  { before, now, counts }: Candidate,
  index: number,
  all: readonly PairCounts[],
  family: Family,
  risk: number,
): Pick<Judged, 'evidence' | 'status'> {
  const evidence = family.evidence[index] ?? 0;
  const status = statusOf({
    counts,
    before: before?.proved === true,
    now: now?.proved === true,
    decided: suffices(evidence, risk),
    gone: before?.gone,
    needed: (direction) => neededFor(counts, moreNeeded(counts, direction, all.toSpliced(index, 1), risk)),
  });
  return { evidence, status };
}

function neededFor(counts: PairCounts, differing: number | undefined): Needed | undefined {
  if (differing === undefined) return undefined;
  const soFar = counts.more + counts.fewer;
  const share = soFar === 0 ? 1 : soFar / sayingPairs(counts);
  return { differing, pairs: Math.ceil(differing / share) };
}

function findingOf({ name, finding, before, now, counts }: Candidate, cell: Compared): GateFinding {
  const { more, fewer } = counts;
  return {
    finding: name,
    before: rateIn(cell.before.runs, finding),
    now: rateIn(cell.now.runs, finding),
    pairs: sayingPairs(counts),
    more,
    fewer,
    ...(before?.note === undefined ? {} : { note: before.note }),
    ...(now?.run === undefined ? {} : { run: now.run }),
  };
}

function rateIn(runs: readonly SideRun[], finding: FindingName): Rate {
  const answers = runs.map((run) => answerOf(run, finding));
  return rateOf(
    answers.filter((answer) => answer === 'seen').length,
    answers.filter((each) => each !== 'silent').length,
  );
}

/** Known to be clean where one pair at least says of both its runs that they broke nothing. */
function cleanOf({ before, now, pairs }: Compared) {
  const [was, is] = [clearRunsOf(before), clearRunsOf(now)];
  return {
    before: rateOf(0, was.size),
    now: rateOf(0, is.size),
    known: pairs.some((pair) => was.has(pair.before) && is.has(pair.after)),
  };
}

/** Runs that leave nothing open that would break their contract. */
function clearRunsOf({ runs, findings }: SideCell): ReadonlySet<SideRun> {
  const breaks = (finding: FindingName): boolean => findings.get(nameOfFinding(finding))?.violation === true;
  return new Set(runs.filter(({ whole, doubts }) => whole && !doubts.some(breaks)));
}

function silentIn({ runs }: SideCell): number {
  return runs.filter(({ whole }) => !whole).length;
}
