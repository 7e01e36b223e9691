import { type RunStatus, runStatuses, type StoredRun } from '../../report/stored/model.ts';

/** Which runs are meant: all that is given has to hold. */
export interface RunFilter {
  readonly scenario?: string | undefined;
  readonly version?: string | undefined;
  readonly strategy?: string | undefined;
  readonly status?: RunStatus | undefined;
  readonly seed?: number | undefined;
  /** Words that all occur somewhere in what is known of the run; upper and lower case are the same. */
  readonly text?: string | undefined;
}

export const sortKeys = ['when', 'scenario', 'version', 'strategy', 'verdict', 'seed', 'took'] as const;
export type SortKey = (typeof sortKeys)[number];

export interface Order {
  readonly by: SortKey;
  readonly descending: boolean;
}

/** Those of the runs that are meant, in the order given. */
export function chooseRuns(runs: readonly StoredRun[], filter: RunFilter): readonly StoredRun[] {
  const { scenario, version, strategy, status, seed, text = '' } = filter;
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return runs.filter((run) => {
    if (scenario !== undefined && run.scenario !== scenario) return false;
    if (version !== undefined && run.version !== version) return false;
    if (strategy !== undefined && run.strategy !== strategy) return false;
    if (status !== undefined && run.status !== status) return false;
    if (seed !== undefined && run.seed !== seed) return false;
    if (words.length === 0) return true;
    const known = wordsOf(run);
    return words.every((word) => known.includes(word));
  });
}

/** Sorted; what is the same, and what is not known, stays in the order given, the latter at the end. */
export function sortRuns(runs: readonly StoredRun[], { by, descending }: Order): readonly StoredRun[] {
  const sign = descending ? -1 : 1;
  return runs.toSorted((left, right) => {
    const [a, b] = [keyOf(left, by), keyOf(right, by)];
    if (a === b) return 0;
    if (a === undefined) return 1;
    if (b === undefined) return -1;
    return a < b ? -sign : sign;
  });
}

function keyOf(run: StoredRun, by: SortKey): string | number | undefined {
  switch (by) {
    case 'when':
      return run.at;
    case 'scenario':
      return run.scenario;
    case 'version':
      return run.version;
    case 'strategy':
      return run.strategy;
    case 'verdict':
      return runStatuses.indexOf(run.status);
    case 'seed':
      return run.seed;
    case 'took':
      return run.seconds;
    default:
      return by satisfies never;
  }
}

function wordsOf(run: StoredRun): string {
  const { about, version, origin, build, strategy, fixes, faults = [], status, reason, sentence, expects } = run;
  const found = run.signatures.map(({ signature }) => signature);
  return [run.run, about, version, origin, build, strategy, ...fixes, ...faults, status, reason, sentence, expects]
    .concat(found, run.problems)
    .filter((each) => each !== undefined)
    .join('\n')
    .toLowerCase();
}
