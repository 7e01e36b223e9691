import type { Anomaly } from '../../checkers/finding.ts';
import type { VerdictName } from '../../checkers/verdict.ts';

/** A scenario on a version, on servers that are set up in one way. */
export interface CellName {
  readonly scenario: string;
  readonly version: string;
  readonly strategy: 'waiting' | 'stop';
  readonly fixes: readonly string[];
}

/** An anomaly of one task, or of no single one. */
export interface FoundName {
  readonly anomaly: Anomaly;
  readonly task?: string;
}

/** Units that show something, of those that say something of it. */
export interface Rate {
  readonly seen: number;
  readonly of: number;
  /** Wilson, 95 %. */
  readonly interval: { readonly low: number; readonly high: number };
}

/** What became of a canary. Anything but `right` makes the whole campaign broken. */
export type CanaryOutcome =
  /** It came out as it has to, in so many of the runs that say something. */
  | { readonly kind: 'right'; readonly seen: number; readonly of: number }
  /** It has to fail, and none of the runs that say something did. */
  | { readonly kind: 'blind'; readonly of: number }
  /** It has to pass, and so many runs that say something did not. */
  | { readonly kind: 'false-alarm'; readonly failed: number; readonly of: number }
  /** None of its runs says anything. */
  | { readonly kind: 'silent'; readonly runs: number }
  | { readonly kind: 'not-run' }
  /** It has to fail, and its scenario expects no finding that could be looked for. */
  | { readonly kind: 'nothing-expected' };

/** A scenario of which it is known what has to come of it. */
export interface Canary extends CellName {
  readonly has: 'must-fail' | 'must-pass';
  /** What it has to show; absent where it has to pass, or where no run tells. */
  readonly expects?: FoundName;
  readonly outcome: CanaryOutcome;
  /** What else its runs violate: it counts nowhere. */
  readonly others: readonly FoundName[];
  /** A run to look at: the shortest that shows what it has to, or what it must not. */
  readonly run?: string;
}

/** What a campaign says of an entry of the known issues. */
export type KnownOutcome =
  | { readonly kind: 'seen'; readonly seen: number; readonly of: number }
  /** Nobody puts up with it any more. */
  | { readonly kind: 'expired'; readonly seen: number; readonly of: number }
  /** In none of so many runs, `needed` being enough to say so: the entry has to go, or somebody has to look. */
  | { readonly kind: 'no-longer-seen'; readonly of: number; readonly needed: number }
  | { readonly kind: 'too-few-runs'; readonly of: number; readonly needed: number }
  /** In none of so many runs, and its owner has said that it is seldom. */
  | { readonly kind: 'not-missed'; readonly of: number }
  /** It is about no cell of this campaign. */
  | { readonly kind: 'not-in-this-campaign' };

/** A violation that is put up with for a while, and where. */
export interface KnownEntry extends FoundName {
  readonly role?: string;
  readonly faults?: readonly string[];
  readonly scenarios?: readonly string[];
  readonly versions?: string;
  readonly strategies?: readonly string[];
  readonly issue: string;
  readonly reason: string;
  /** Its last day: 2027-03-01. */
  readonly expires: string;
  readonly rate: number;
}

export interface Known {
  readonly entry: KnownEntry;
  /** Negative where it has expired. */
  readonly daysLeft: number;
  readonly outcome: KnownOutcome;
}

/** A violation that units of a cell prove. */
export interface CellViolation extends FoundName, Rate {
  /** In so many units no entry knows it. */
  readonly unknown: number;
  /** The issues that know it elsewhere in the cell, each once. */
  readonly issues: readonly string[];
  /** The shortest run in which it is not known; where it is known everywhere, the shortest. */
  readonly run?: string;
  /** Of that run. */
  readonly seconds: number;
}

/** A unit that leaves something open. */
export interface OpenUnit {
  readonly seed: number;
  readonly verdict: VerdictName;
  readonly reason?: string;
  readonly run?: string;
}

/** What is known of a cell that is no canary. */
export interface CampaignCell extends CellName {
  /** How many runs are to be had; of a cell that is decided, how many were. */
  readonly units: number;
  /** After so many runs that say something it was known whether what is expected is there, and no further seed was asked for. */
  readonly decidedAfter?: number;
  /** Units by the verdict of the run that counts. */
  readonly verdicts: Readonly<Record<VerdictName, number>>;
  /** Seeds that have not been run. */
  readonly missing: readonly number[];
  /** What its runs were done on, where that is somebody's own build: hashes. */
  readonly builds: readonly string[];
  /** What its scenario expects. */
  readonly expected?: FoundName & Rate;
  /** Violations that no entry knows first, then the most frequent. */
  readonly violations: readonly CellViolation[];
  /** Units with a violation that no entry knows. */
  readonly unknown: number;
  /** Units that say nothing, or not all: what was not found there is not known to be absent. */
  readonly open: readonly OpenUnit[];
  /** All runs that count together, each with the cluster's reset or start. */
  readonly seconds: number;
  readonly medianSeconds: number | undefined;
}

/** What a campaign has come to: all that its reports tell. */
export interface CampaignReport {
  readonly name: string;
  readonly about?: string;
  /** The day on which entries are held against their expiry. */
  readonly today: string;
  readonly verdict: VerdictName;
  readonly canaries: readonly Canary[];
  /** Canaries' units that have not been run. */
  readonly missingCanaries: number;
  readonly known: readonly Known[];
  readonly cells: readonly CampaignCell[];
}

/** How reports lead to a run. */
export interface Places {
  /** Where its report is, from the page; nothing where it is not to be linked. */
  readonly linkOf: (run: string) => string | undefined;
  /** The command line that does it again. */
  readonly again: (run: string) => string;
}
