import type { Finding } from '../checkers/finding.ts';
import type { Say } from '../cluster/wait.ts';
import type { LiveRun } from './live-list/lines.ts';
import { LiveProgress } from './live-list/live-progress.ts';
import { plainProgress } from './plain-progress.ts';

/** A run that goes on; what it knows is looked at again and again. */
export type ShownRun = Pick<LiveRun, 'plan' | 'view'>;

/** Shows a person what is being done. */
export interface Progress {
  /** Does a step under a title; `say` tells what is going on inside it. */
  step<T>(title: string, work: (say: Say) => Promise<T>): Promise<T>;
  /** Shows a run beside the steps. @returns what is to be told of each finding as it is proved, once. */
  show(run: ShownRun): (findings: readonly Finding[]) => void;
}

/** A live list on a terminal, plain lines in CI and in files. */
export function openProgress(live: boolean): Progress {
  return live ? new LiveProgress({ whole: true }) : plainProgress();
}

/**
 * For one run of many: on a terminal its list is there while it goes on, and one line of it stays; elsewhere its lines begin with its title.
 */
export function stepOfMany<T>(live: boolean, title: string, work: (progress: Progress) => Promise<T>): Promise<T> {
  if (!live) return work(plainProgress(title));
  const list = new LiveProgress({ whole: false });
  return list.step(title, (say) =>
    work({
      step: async (inner, innerWork) => {
        say(inner);
        return innerWork((text) => say(`${inner}: ${text}`));
      },
      show: (run) => list.show(run),
    }),
  );
}
