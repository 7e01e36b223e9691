import { promisesBroken } from '../../checkers/contract.ts';
import type { VerdictName } from '../../checkers/verdict.ts';
import type { ComparedCell, GateCell, GateFinding, GateResult, Judged, Needed, Rate } from '../../report/gate/model.ts';
import { worstFirst, worstOf } from '../exit.ts';
import { answerOf, type FindingName, isDoubtOf } from '../ledger/record.ts';
import { compare } from '../order.ts';
import { rateOf } from '../statistics/rate.ts';
import { signTest } from '../statistics/sign-test.ts';
import { familyOf, moreNeeded, suffices } from './family.ts';
import { type Match, variantOf } from './match.ts';
import { countPairs, type Pair, type PairCounts, pairsOf, sayingPairs } from './pairs.ts';
import { bothContracts, restOf } from './rest.ts';
import type { Known, SideCell, SideRun } from './side.ts';
import { statusOf } from './status.ts';
import { verdictOfCell } from './verdict.ts';

/** A cell that both sides have runs of. */
interface Compared {
  readonly before: SideCell;
  readonly now: SideCell;
  readonly pairs: readonly Pair[];
  /** What breaks a promise that either side was held to. */
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

export interface GateOptions {
  /** The greatest probability of a verdict `violation` where both sides are alike; all findings of all cells together share it. */
  readonly risk: number;
  /** So large a share of the baseline's runs needs a partner of the candidate's, for a cell to be known. */
  readonly least: number;
  /** What could not be read of the candidate, in words: what it would have said is not known. */
  readonly unread?: readonly string[];
  /** Runs of the candidate that were left out, since they are the baseline's own. */
  readonly own?: number;
}

/** Compares what was matched. Takes time with the number of runs times that of findings. */
export function gateOf(matches: readonly Match[], options: GateOptions): GateResult {
  const { risk, least, unread = [], own = 0 } = options;
  const cells = matches.map((match) => (match.before && match.now ? comparedOf(match.before, match.now) : match));
  const compared = cells.flatMap((cell) => ('violations' in cell && !cell.now.broken ? [cell] : []));
  const all = compared.flatMap((cell) => cell.violations.map((each) => ({ each, cell })));
  const counts = all.map(({ each }) => each.counts);
  const family = familyOf(counts, risk);
  const judged = new Map(
    all.map(({ each, cell }, index) => {
      const needed = (direction: 'more' | 'fewer'): Needed | undefined =>
        neededFor(each.counts, moreNeeded(each.counts, direction, counts.toSpliced(index, 1), risk));
      return [each, judge(each, cell, { evidence: family.evidence[index] ?? 0, risk, needed })];
    }),
  );
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
      ...contractsOf(cell),
      pairs: cell.pairs.length,
      silent: { before: silentIn(cell.before), now: silentIn(now), broken: now.brokenRuns },
      findings: cell.violations.flatMap((each) => {
        const told = judged.get(each);
        return told ? [{ ...findingOf(each, cell), ...told }] : [];
      }),
      rest: restOf(cell.before, now, cell.pairs, { listed: new Set(cell.violations.map(({ name }) => name)), least }),
      notes: cell.notes.map((each) => findingOf(each, cell)),
    };
  });
  // The worst first; of equal ones by name.
  const inOrder = worstFirst.flatMap((verdict) => told.filter((cell) => verdictOfCell(cell) === verdict));
  const ofWhole: readonly VerdictName[] = unread.length > 0 ? ['inconclusive'] : [];
  const verdict = worstOf([...told.map(verdictOfCell), ...ofWhole]);
  return { verdict, risk, family: family.size, unread, own, cells: inOrder };
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
  const contract = bothContracts(before, now);
  const breaks = ({ finding, before: was, now: is }: Candidate): boolean =>
    was?.violation === true || is?.violation === true || promisesBroken(finding.anomaly, contract).length > 0;
  return {
    before,
    now,
    pairs,
    violations: all.filter(breaks),
    notes: all.filter((each) => !breaks(each)),
  };
}

/** Told only where they differ: whoever loosens a contract does not make a build better. */
function contractsOf({ before, now }: Compared): Pick<ComparedCell, 'contracts'> {
  const [was, is] = [before.contract, now.contract].map((contract) => contract.join(', '));
  return was === is ? {} : { contracts: { before: before.contract, now: now.contract } };
}

interface Evidence {
  /** Adjusted for all findings. */
  readonly evidence: number;
  readonly risk: number;
  readonly needed: (direction: 'more' | 'fewer') => Needed | undefined;
}

function judge(
  { finding, before, now, counts }: Candidate,
  cell: Compared,
  { evidence, risk, needed }: Evidence,
): Pick<Judged, 'evidence' | 'status'> {
  const { more, fewer } = counts;
  const [was, is] = [rateIn(cell.before.runs, finding), rateIn(cell.now.runs, finding)];
  const status = statusOf({
    counts,
    before: before?.proved === true,
    now: now?.proved === true,
    open: cell.now.runs.some(({ doubts }) => doubts.some((doubt) => isDoubtOf(doubt, finding))),
    decided: suffices(evidence, risk),
    leans: more > fewer && signTest(more, fewer) <= risk,
    // At the least rate that the baseline's runs allow, none in so many runs is no surprise.
    missable: (1 - was.interval.low) ** is.of > risk,
    gone: before?.gone,
    needed,
  });
  return { evidence, status };
}

/** With no pair that differs, there is no saying how many more would. */
function neededFor(counts: PairCounts, differing: number | undefined): Needed | undefined {
  const soFar = counts.more + counts.fewer;
  if (differing === undefined || soFar === 0) return undefined;
  return { differing, pairs: Math.ceil(differing / (soFar / sayingPairs(counts))) };
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

function silentIn({ runs }: SideCell): number {
  return runs.filter(({ whole }) => !whole).length;
}
