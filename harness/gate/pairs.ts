import { answerOf, type FindingName } from '../ledger/record.ts';
import type { SideRun } from './side.ts';

/** Two runs in which the same was done with the same seed. */
export interface Pair {
  readonly before: SideRun;
  readonly after: SideRun;
}

/** Pairs in which both runs are whole and say something of a finding. */
export interface PairCounts {
  readonly both: number;
  readonly neither: number;
  /** Seen in the candidate alone. */
  readonly more: number;
  /** Seen in the baseline alone. */
  readonly fewer: number;
}

/**
 * Of several runs of one seed, the first goes with the first, those that are not whole last. What a side puts first must be told from that side alone: so
 * two sides that are alike can change places.
 */
export function pairsOf(before: readonly SideRun[], after: readonly SideRun[]): readonly Pair[] {
  const others = Map.groupBy(wholeFirst(after), ({ stimulus }) => stimulus);
  return [...Map.groupBy(wholeFirst(before), ({ stimulus }) => stimulus)].flatMap(([stimulus, runs]) => {
    const partners = others.get(stimulus) ?? [];
    return runs.flatMap((run, index): readonly Pair[] => {
      const partner = partners[index];
      return partner ? [{ before: run, after: partner }] : [];
    });
  });
}

/**
 * A run that is not whole can show a finding and cannot show its absence: of two sides that are alike, the one whose witnesses lost sight more often would
 * seem to differ. So such a run is no evidence, whatever it proves.
 */
export function countPairs(pairs: readonly Pair[], finding: FindingName): PairCounts {
  const counts = { both: 0, neither: 0, more: 0, fewer: 0 };
  for (const { before, after } of pairs) {
    if (!before.whole || !after.whole) continue;
    const [was, is] = [answerOf(before, finding), answerOf(after, finding)];
    if (was === 'silent' || is === 'silent') continue;
    if (was === is) counts[was === 'seen' ? 'both' : 'neither'] += 1;
    else counts[is === 'seen' ? 'more' : 'fewer'] += 1;
  }
  return counts;
}

/** Pairs in which both runs say something. */
export function sayingPairs({ both, neither, more, fewer }: PairCounts): number {
  return both + neither + more + fewer;
}

function wholeFirst(runs: readonly SideRun[]): readonly SideRun[] {
  return [...runs.filter(({ whole }) => whole), ...runs.filter(({ whole }) => !whole)];
}
