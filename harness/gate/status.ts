import type { Needed, Status } from '../../report/gate/model.ts';
import { type PairCounts, sayingPairs } from './pairs.ts';

/** What is known of a finding that breaks the contract. */
export interface Standing {
  readonly counts: PairCounts;
  /** Whether a run of the baseline proves it, paired or not. */
  readonly before: boolean;
  /** Whether a run of the candidate does. */
  readonly now: boolean;
  /** Whether there is evidence that the sides differ. */
  readonly decided: boolean;
  readonly gone?: string | undefined;
  /** What more would decide it, in the direction in which it has gone so far. */
  needed(direction: 'more' | 'fewer'): Needed | undefined;
}

/** The one place that says what a finding has become. */
export function statusOf({ counts, before, now, decided, gone, needed }: Standing): Status {
  const { more, fewer } = counts;
  if (decided && more > fewer) return { kind: before ? 'regressed' : 'new' };
  if (decided && !now) return gone === undefined ? { kind: 'gone without a note' } : { kind: 'fixed', gone };
  if (before && now && sayingPairs(counts) > 0) return { kind: 'still broken', rarer: decided };
  const missing = sayingPairs(counts) > 0 ? needed(now ? 'more' : 'fewer') : undefined;
  return { kind: 'not enough evidence', ...(missing ? { needed: missing } : {}) };
}
