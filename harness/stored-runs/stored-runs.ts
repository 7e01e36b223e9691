import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { reasonOf } from '../../history/reason.ts';
import { ENVIRONMENT_FILE, PLAN_FILE, VERDICT_FILE } from '../../history/run-directory.ts';
import type { StoredRun } from '../../report/stored/model.ts';
import { readName, readRun } from './read-run.ts';

interface Known {
  /** Changes when one of the run's small files does. */
  readonly stamp: string;
  readonly run: StoredRun;
}

/** What there is in a folder of runs. */
export interface RunList {
  /** Newest first; of the same second, by name. */
  readonly runs: readonly StoredRun[];
  /** One sentence for each folder that could not be read. */
  readonly problems: readonly string[];
}

/**
 * The runs below a folder, `<scenario>/<time>-<seed>/`. Read anew each time; a run of which no file has changed is not: 1,000 runs cost about a
 * second at first, and some ten milliseconds each time after that. Links (`latest`) are not followed.
 */
export class StoredRuns {
  readonly root: string;
  #known = new Map<string, Known>();

  constructor(root: string) {
    this.root = root;
  }

  /** @param now ms since the epoch. A folder that is not there has no runs. */
  list(now: number): RunList {
    const known = new Map<string, Known>();
    const problems: string[] = [];
    for (const scenario of this.#foldersIn('', problems)) {
      for (const name of this.#foldersIn(scenario, problems)) {
        if (!readName(name)) continue;
        const found = this.#read(scenario, name, now);
        if (found) known.set(found.run.run, found);
      }
    }
    this.#known = known;
    const runs = [...known.values()].map(({ run }) => run);
    return { runs: runs.sort((a, b) => b.at - a.at || (a.run < b.run ? -1 : 1)), problems };
  }

  #read(scenario: string, name: string, now: number): Known | undefined {
    const before = this.#known.get(`${scenario}/${name}`);
    const stamp = this.#stampOf(join(this.root, scenario, name));
    // Of one that goes on, the history grows.
    if (before && before.stamp === stamp && before.run.status !== 'running') return before;
    const run = readRun(this.root, scenario, name, now);
    return run && { stamp, run };
  }

  #stampOf(folder: string): string {
    return [PLAN_FILE, VERDICT_FILE, ENVIRONMENT_FILE]
      .map((file) => {
        const stat = lstatSync(join(folder, file), { throwIfNoEntry: false });
        return stat ? `${stat.ino}:${stat.size}:${stat.mtimeMs}` : '-';
      })
      .join(' ');
  }

  #foldersIn(folder: string, problems: string[]): readonly string[] {
    try {
      return readdirSync(join(this.root, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
        .map(({ name }) => name);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // It was deleted meanwhile.
      if (code !== 'ENOENT') problems.push(`${folder || 'the folder of runs'} cannot be read: ${reasonOf(error)}`);
      return [];
    }
  }
}
