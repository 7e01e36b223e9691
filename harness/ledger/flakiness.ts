import type { Pairs, StatsCell } from '../../report/stats/model.ts';

/** One run that says something. */
export interface Repeat {
  /** The same for the same plan with the same seed on the same servers. */
  readonly plan: string;
  readonly seen: boolean;
}

/**
 * How often two runs of one plan and seed differ, against how often two others do. Where the former is 0, the seed decides; where both are the same,
 * the seed says nothing, and only chance in the scheduler and its machine does. Pairs are no independent tries: the shares have no interval.
 * O(n), whatever the number of pairs.
 */
export function flakinessOf(runs: readonly Repeat[]): StatsCell['flakiness'] {
  const plans = new Map<string, Count>();
  const all: Count = { seen: 0, not: 0 };
  for (const { plan, seen } of runs) {
    const count = plans.get(plan) ?? { seen: 0, not: 0 };
    plans.set(plan, count);
    const answer = seen ? 'seen' : 'not';
    count[answer] += 1;
    all[answer] += 1;
  }
  const counts = [...plans.values()];
  const same = sumOf(counts.map(pairsOf));
  const every = pairsOf(all);
  return {
    repeated: counts.filter(({ seen, not }) => seen + not > 1).length,
    same,
    others: { pairs: every.pairs - same.pairs, differ: every.differ - same.differ },
  };
}

/** The same over several: of pairs across them nothing is asked. */
export function sumOfFlakiness(all: readonly StatsCell['flakiness'][]): StatsCell['flakiness'] {
  return {
    repeated: all.reduce((sum, { repeated }) => sum + repeated, 0),
    same: sumOf(all.map(({ same }) => same)),
    others: sumOf(all.map(({ others }) => others)),
  };
}

interface Count {
  seen: number;
  not: number;
}

function pairsOf({ seen, not }: Count): Pairs {
  const runs = seen + not;
  return { pairs: (runs * Math.max(0, runs - 1)) / 2, differ: seen * not };
}

function sumOf(all: readonly Pairs[]): Pairs {
  return {
    pairs: all.reduce((sum, { pairs }) => sum + pairs, 0),
    differ: all.reduce((sum, { differ }) => sum + differ, 0),
  };
}
