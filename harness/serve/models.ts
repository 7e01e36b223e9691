import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { reasonOf } from '../../history/reason.ts';
import { ENVIRONMENT_FILE, EVENTS_FILE, PLAN_FILE, REPORT_FILE, VERDICT_FILE } from '../../history/run-directory.ts';
import { accountOf } from '../../report/account.ts';
import type { CompareModel, RunModel, Side, StoredMatrix } from '../../report/serve/model.ts';
import type { StoredRun } from '../../report/stored/model.ts';
import { INDEX_FILE, readIndex } from '../matrix/records.ts';
import { shellWord } from '../shell-word.ts';
import { differencesOf, foundInBoth } from '../stored-runs/compare.ts';
import { outlineOf } from '../stored-runs/outline.ts';
import { verdictSchema } from '../stored-runs/schemas.ts';
import { readStored } from '../stored-runs/stored-file.ts';
import { filesOf } from './stored-files.ts';

/** Where the runs are: for the system, and as people name it. */
export interface Folder {
  readonly root: string;
  readonly shown: string;
}

/** Everything on a run's page. `runs`: all there are, newest first. */
export async function runModel({ root, shown }: Folder, run: StoredRun, runs: readonly StoredRun[]): Promise<RunModel> {
  const folder = join(root, run.scenario, run.name);
  const verdict = verdictIn(folder);
  const [events, files] = await Promise.all([verdict ? outlineOf(join(folder, EVENTS_FILE)) : [], filesOf(folder)]);
  const same = runs.filter(({ scenario }) => scenario === run.scenario);
  const place = same.findIndex((each) => each.run === run.run);
  return {
    run,
    account: verdict && accountOf({ events, verdict }),
    verdict,
    files,
    again: `./doublerun replay ${shellWord(join(shown, run.run))}`,
    earlier: place === -1 ? undefined : same[place + 1],
    later: same[place - 1],
  };
}

export function compareModel({ root }: Folder, left: StoredRun, right: StoredRun): CompareModel {
  const [from, to] = [left, right].map(({ scenario, name }) => join(root, scenario, name)) as [string, string];
  const compared = (title: string, file: string): CompareModel['parts'][number] => ({
    title,
    differences: differencesOf(jsonIn(from, file), jsonIn(to, file)),
  });
  const [before, after] = [verdictIn(from), verdictIn(to)];
  const lookedAt = differencesOf(
    before && { verdict: before.verdict, reasons: before.reasons, coverage: before.coverage },
    after && { verdict: after.verdict, reasons: after.reasons, coverage: after.coverage },
  );
  return {
    left: sideOf(from, left),
    right: sideOf(to, right),
    findings: foundInBoth(left.signatures, right.signatures),
    parts: [
      { title: 'Verdict', differences: lookedAt },
      compared('Plan', PLAN_FILE),
      compared('Environment', ENVIRONMENT_FILE),
    ],
  };
}

/** The matrices in a folder of runs, by name. */
export function matricesIn(root: string): readonly StoredMatrix[] {
  let names: readonly string[] = [];
  try {
    names = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name.startsWith('matrix-'))
      .map((entry) => entry.name);
  } catch {
    // A folder that is not there has none.
  }
  return names.toSorted().map((name) => matrixIn(join(root, name), name.slice('matrix-'.length)));
}

function matrixIn(folder: string, name: string): StoredMatrix {
  const written = lstatSync(join(folder, 'matrix.html'), { throwIfNoEntry: false })?.mtimeMs;
  const nothing = { about: undefined, versions: [], columns: [], scenarios: [] };
  try {
    if (!lstatSync(join(folder, INDEX_FILE)).isFile())
      return { name, written, ...nothing, problem: `${INDEX_FILE} is not a file` };
    const { about, versions, columns, scenarios } = readIndex(folder);
    const namesOf = (all: readonly { readonly name: string }[]): readonly string[] => all.map((each) => each.name);
    return {
      name,
      about,
      written,
      versions,
      columns: namesOf(columns),
      scenarios: namesOf(scenarios),
      problem: undefined,
    };
  } catch (error) {
    return { name, written, ...nothing, problem: reasonOf(error) };
  }
}

function sideOf(folder: string, run: StoredRun): Side {
  const { violations = [], doubts = [], notes = [] } = verdictIn(folder) ?? {};
  const report = lstatSync(join(folder, REPORT_FILE), { throwIfNoEntry: false })?.isFile() ?? false;
  return { run, report, sentences: [...violations, ...doubts, ...notes] };
}

function verdictIn(folder: string): z.infer<typeof verdictSchema> | undefined {
  const read = readStored(join(folder, VERDICT_FILE), verdictSchema);
  return read.kind === 'read' ? read.value : undefined;
}

function jsonIn(folder: string, file: string): unknown {
  const read = readStored(join(folder, file), z.unknown());
  return read.kind === 'read' ? read.value : undefined;
}
