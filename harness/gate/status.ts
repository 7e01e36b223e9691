import type { Needed, Status } from '../../report/gate/model.ts';
import { type PairCounts, sayingPairs } from './pairs.ts';

/** What is known of a finding that breaks the contract. */
export interface Standing {
  readonly counts: PairCounts;
  /** Whether a run of the baseline proves it, paired or not. */
  readonly before: boolean;
  /** Whether a run of the candidate does. */
  readonly now: boolean;
  /** Whether a run of the candidate leaves open whether it is there. */
  readonly open: boolean;
  /** Whether there is evidence that the sides differ. */
  readonly decided: boolean;
  /** Whether it would seem worse to whoever looks at this finding alone. */
  readonly leans: boolean;
  /** Whether the baseline has it so seldom that to miss it now is no surprise. */
  readonly missable: boolean;
  readonly gone?: string | undefined;
  /** What more would decide it, in the direction in which it has gone so far. */
  needed(direction: 'more' | 'fewer'): Needed | undefined;
}

/** The one place that says what a finding has become. */
export function statusOf(standing: Standing): Status {
  const { counts, before, now, open, decided, leans, missable, gone, needed } = standing;
  const saying = sayingPairs(counts);
  const undecided = (direction: 'more' | 'fewer'): Status => {
    const missing = saying > 0 ? needed(direction) : undefined;
    return { kind: 'not enough evidence', ...(missing ? { needed: missing } : {}) };
  };
  if (decided && counts.more > counts.fewer) return { kind: before ? 'regressed' : 'new' };
  if (now && before && gone !== undefined) return { kind: 'not gone', gone };
  if (!now) {
    if (open || saying === 0) return undecided('fewer');
    if (decided) return gone === undefined ? { kind: 'gone without a note' } : { kind: 'fixed', gone };
    return missable && gone === undefined ? { kind: 'not seen' } : undecided('fewer');
  }
  // Evidence that all findings share takes more than that of one alone: what that would call worse is not called expected.
  if (!before || saying === 0 || leans) return undecided('more');
  return { kind: 'still broken', rarer: decided };
}
