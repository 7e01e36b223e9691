import type { VerdictName } from '../../checkers/verdict.ts';
import type { Contract } from '../../history/events/run.ts';

/** In how many of the runs that speak of it something was seen. */
export interface Rate {
  readonly seen: number;
  readonly of: number;
  /** Wilson, 95 %. */
  readonly interval: { readonly low: number; readonly high: number };
}

/** What would decide, if it goes on like this. */
export interface Needed {
  /** More pairs that differ, all the same way. */
  readonly differing: number;
  /** More pairs in all, at the share of pairs that differ so far. */
  readonly pairs: number;
}

/** What became of a finding that breaks the contract. */
export type Status =
  /** There before, and more often now. */
  | { readonly kind: 'regressed' }
  /** Never there before. */
  | { readonly kind: 'new' }
  /** There before, and gone as its owner has said. */
  | { readonly kind: 'fixed'; readonly gone: string }
  /** There before, gone, and nobody has said why. */
  | { readonly kind: 'gone without a note' }
  /** There before, and now, though its owner has said that it is to go. */
  | { readonly kind: 'not gone'; readonly gone: string }
  /** There before, and now. `rarer`: there is evidence that it is seldomer. */
  | { readonly kind: 'still broken'; readonly rarer: boolean }
  /** There before in so few runs that it may well be missed now. */
  | { readonly kind: 'not seen' }
  /**
   * On one side alone, as far as is known; or more often now, which is no chance for whoever looks at it alone. `needed` is absent where no pair says
   * anything, or none differs, or so many runs are beyond reach.
   */
  | { readonly kind: 'not enough evidence'; readonly needed?: Needed };

export type StatusKind = Status['kind'];

export interface GateFinding {
  /** `double-dispatch/next` */
  readonly finding: string;
  /** Of all runs, paired or not. */
  readonly before: Rate;
  readonly now: Rate;
  /** Pairs in which both runs say something of it. */
  readonly pairs: number;
  /** Of those, pairs in which only the candidate shows it. */
  readonly more: number;
  /** And in which only the baseline does. */
  readonly fewer: number;
  /** What the owner of the baseline has written of it. */
  readonly note?: string;
  /** The shortest run of the candidate that shows it. */
  readonly run?: string;
}

/** A finding that decides. */
export interface Judged extends GateFinding {
  /** E-value that the two sides differ, adjusted for all findings that were looked at. */
  readonly evidence: number;
  readonly status: Status;
}

/** A setting of the scheduler, on one side. */
export interface Variant {
  /** `3.1.1 waiting`, `3.2.2 stop + host-check` */
  readonly text: string;
  /** Hash of somebody's own build. */
  readonly build?: string;
}

/** What is known of violations that nothing proves: in none of so many runs on each side. */
export interface Rest {
  readonly before: Rate;
  readonly now: Rate;
  /** Pairs of which both runs leave nothing open. */
  readonly pairs: number;
  /** So many there have to be. */
  readonly wanted: number;
  readonly known: boolean;
}

export interface ComparedCell {
  readonly kind: 'compared';
  readonly scenario: string;
  readonly before: Variant;
  readonly now: Variant;
  /** Runs with the same stimulus and seed on both sides. */
  readonly pairs: number;
  /** Runs that say nothing of what they do not prove; `broken`: how many of those now came to no verdict at all. */
  readonly silent: { readonly before: number; readonly now: number; readonly broken: number };
  /** Where the sides were held to different promises: each is judged by all of them. */
  readonly contracts?: { readonly before: readonly Contract[]; readonly now: readonly Contract[] };
  /** Violations; none where both sides are clean. */
  readonly findings: readonly Judged[];
  readonly rest: Rest;
  /** What breaks no promise; never decides. */
  readonly notes: readonly GateFinding[];
}

export type GateCell =
  | ComparedCell
  /** The candidate has no run of it. */
  | { readonly kind: 'missing'; readonly scenario: string; readonly before: Variant }
  /** The baseline has none. `violations`: what the candidate shows. */
  | {
      readonly kind: 'no baseline';
      readonly scenario: string;
      readonly now: Variant;
      readonly violations: readonly string[];
    }
  /** No run of the candidate came to a verdict about the scheduler. */
  | { readonly kind: 'broken'; readonly scenario: string; readonly now: Variant; readonly reason: string };

export interface GateResult {
  /** The worst of all cells. `violation`: something is worse, or has gone and nobody has said why. */
  readonly verdict: VerdictName;
  /** Greatest probability of a verdict `violation` where the two sides are alike. */
  readonly risk: number;
  /** Findings with so many pairs that differ that their evidence could suffice: it is adjusted for those. */
  readonly family: number;
  /** What could not be read of the candidate, in words. */
  readonly unread: readonly string[];
  /** Runs of the candidate that were left out, since they are the baseline's own. */
  readonly own: number;
  /** The worst first. */
  readonly cells: readonly GateCell[];
}
