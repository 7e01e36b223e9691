import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ownerAlive } from '../../cluster/labels.ts';
import { reasonOf } from '../../history/reason.ts';
import { EVENTS_FILE } from '../../history/run-directory.ts';
import { readName, SILENT_MS } from '../stored-runs/read-run.ts';
import { type Begun, readBegun } from './begun.ts';
import { runFromDisk } from './from-disk.ts';
import type { LedgerRecord } from './record.ts';

/** Where to look for runs that have no line in the ledger. */
export interface LeftRuns {
  /** The folder of runs. */
  readonly runs: string;
  readonly scenarios: Iterable<string>;
  /** What the ledger has. */
  readonly known: readonly LedgerRecord[];
  readonly isWanted: (begun: Begun) => boolean;
  /** Takes what cannot be read, a sentence each. */
  readonly say: (sentence: string) => void;
}

/**
 * What campaigns' runs have proved whose process was killed before they had a line: their histories are judged as far as they go. Runs that go on are left
 * alone. Cost: of directories without a line, as `check`; of others, their names.
 */
export async function recordsLeft({
  runs,
  scenarios,
  known,
  isWanted,
  say,
}: LeftRuns): Promise<readonly LedgerRecord[]> {
  const have = new Set(known.map(({ run }) => run));
  const found: LedgerRecord[] = [];
  for (const scenario of scenarios) {
    for (const name of namesIn(join(runs, scenario))) {
      const run = `${scenario}/${name}`;
      const began = readName(name)?.at;
      if (began === undefined || have.has(run)) continue;
      const begun = readBegun(join(runs, run));
      if (!begun || !isWanted(begun) || goesOn(join(runs, run), begun)) continue;
      try {
        const record = (await runFromDisk(runs, run, began)).recordWith(undefined);
        if (typeof record === 'object') found.push(record);
      } catch (error) {
        say(`${run} was killed, and says nothing: ${reasonOf(error).split('\n', 1)[0]}`);
      }
    }
  }
  return found;
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/** Its process writes its line itself. One of another machine or container cannot be asked: it goes on as long as it writes. */
function goesOn(folder: string, { owner }: Begun): boolean {
  const events = statSync(join(folder, EVENTS_FILE), { throwIfNoEntry: false });
  return ownerAlive(owner) && (events === undefined || Date.now() - events.mtimeMs < SILENT_MS);
}
