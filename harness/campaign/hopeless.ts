import { BROKEN_IN_A_ROW } from './stop.ts';

/** How a run ended, as far as it tells whether others can be run. */
export interface RunEnd {
  readonly cell: string;
  /** What cluster it needed. */
  readonly group: string;
  readonly broken: boolean;
  /** Whether it came so far as to have a cluster, or nobody knows. */
  readonly hadCluster: boolean;
}

/**
 * What can no longer be run, after the last of these runs, oldest first: its cell, where all that it has had of late are broken; its group, where they were
 * of several cells or had no cluster. One scenario that always breaks says nothing of those that need the same cluster. Pure.
 */
export function hopelessAfter(ends: readonly RunEnd[]): 'nothing' | 'cell' | 'group' {
  const last = ends.at(-1);
  if (!last) return 'nothing';
  const ofGroup = lastBroken(ends.filter(({ group }) => group === last.group));
  if (ofGroup && (new Set(ofGroup.map(({ cell }) => cell)).size > 1 || ofGroup.every((end) => !end.hadCluster)))
    return 'group';
  return lastBroken(ends.filter(({ cell }) => cell === last.cell)) ? 'cell' : 'nothing';
}

/** The last runs, where all are broken and there are enough of them. */
function lastBroken(ends: readonly RunEnd[]): readonly RunEnd[] | undefined {
  const last = ends.slice(-BROKEN_IN_A_ROW);
  return last.length === BROKEN_IN_A_ROW && last.every(({ broken }) => broken) ? last : undefined;
}
