import type { Finding } from '../../checkers/finding.ts';
import type { Verdict } from '../../checkers/verdict.ts';
import type { Account } from '../account.ts';
import type { RunStatus, StoredRun } from '../stored/model.ts';

/** What every page says of where it is. */
export interface Place {
  /** The folder of runs, as people know it. */
  readonly folder: string;
  /** Where the style sheet is. */
  readonly styles: string;
}

/** What a list is asked for, as its URL has it; what is absent is not asked for. */
export interface RunsQuery {
  readonly text?: string | undefined;
  readonly scenario?: string | undefined;
  readonly version?: string | undefined;
  readonly strategy?: string | undefined;
  readonly verdict?: string | undefined;
  readonly seed?: string | undefined;
  readonly sort?: string | undefined;
  /** `up` or `down`; absent: as suits what is sorted by. */
  readonly order?: string | undefined;
  readonly page?: string | undefined;
}

/** One value that can be chosen, and how many runs have it. */
export interface Choice {
  readonly value: string;
  readonly count: number;
}

export interface Choices {
  readonly scenarios: readonly Choice[];
  readonly versions: readonly Choice[];
  readonly strategies: readonly Choice[];
  /** Of the runs that everything but the verdict leaves. */
  readonly verdicts: readonly { readonly value: RunStatus; readonly count: number }[];
}

export interface RunsModel {
  readonly query: RunsQuery;
  readonly choices: Choices;
  readonly sortedBy: { readonly by: string; readonly descending: boolean };
  /** Those of the page. */
  readonly runs: readonly StoredRun[];
  /** Of those that are asked for: from 1. */
  readonly firstNumber: number;
  readonly matching: number;
  readonly all: number;
  readonly page: number;
  readonly pages: number;
  /** What could not be read, or was asked for and makes no sense: a sentence each. */
  readonly remarks: readonly string[];
}

/** `seen` of `of`: only runs that say something count. */
export interface Rate {
  readonly seen: number;
  readonly of: number;
  /** Wilson, 95 %. */
  readonly interval: { readonly low: number; readonly high: number };
}

/** What became of the same thing over time. What is absent is not known of these runs. */
export interface Trend
  extends Pick<StoredRun, 'scenario' | 'about' | 'version' | 'origin' | 'build' | 'strategy' | 'fixes' | 'faults'> {
  /** Oldest first. */
  readonly runs: readonly StoredRun[];
  readonly counts: readonly { readonly status: RunStatus; readonly count: number }[];
  /** What the rate is one of, in words: the expected finding, or any violation. */
  readonly counted: string;
  readonly rate: Rate;
  /** Of the last runs, where there are more than those. */
  readonly recent: Rate | undefined;
  /** The intervals of the last runs and of those before them have nothing in common. */
  readonly changed: boolean;
}

export interface TrendsModel {
  readonly query: RunsQuery;
  readonly choices: Choices;
  readonly trends: readonly Trend[];
  readonly remarks: readonly string[];
}

/** A file of a run that can be looked at. */
export interface RunFile {
  /** From the run directory: `logs/master-1.log`. */
  readonly name: string;
  readonly bytes: number;
}

export interface RunModel {
  readonly run: StoredRun;
  /** Absent as long as there is no verdict that can be read. */
  readonly account: Account | undefined;
  readonly verdict: Verdict | undefined;
  readonly files: readonly RunFile[];
  /** The command that does the same again. */
  readonly again: string;
  /** Of the same scenario: the one before, the one after. */
  readonly earlier: StoredRun | undefined;
  readonly later: StoredRun | undefined;
}

/** One leaf that is not the same; absent where that side has none. */
export interface Difference {
  readonly path: string;
  readonly left: string | undefined;
  readonly right: string | undefined;
}

export interface Differences {
  readonly differences: readonly Difference[];
  /** So many more are left out. */
  readonly more: number;
  /** So many leaves are the same. */
  readonly same: number;
}

export interface FoundInBoth {
  readonly signature: string;
  readonly violation: boolean;
  /** How often. */
  readonly left: number;
  readonly right: number;
}

/** One of two runs. `report`: whether there is one to be shown. */
export interface Side {
  readonly run: StoredRun;
  readonly report: boolean;
  readonly sentences: readonly Finding[];
}

export interface CompareModel {
  readonly left: Side;
  readonly right: Side;
  readonly findings: readonly FoundInBoth[];
  /** What is compared, and how it differs: environment, plan, what was looked at. */
  readonly parts: readonly { readonly title: string; readonly differences: Differences }[];
}

export interface StoredMatrix {
  readonly name: string;
  readonly about: string | undefined;
  /** When its page was written, ms since the epoch; absent where it has none yet. */
  readonly written: number | undefined;
  readonly versions: readonly string[];
  readonly columns: readonly string[];
  readonly scenarios: readonly string[];
  readonly problem: string | undefined;
}
