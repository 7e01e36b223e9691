import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { judge } from '../../checkers/judge.ts';
import { cluesOf } from '../../checkers/signature.ts';
import { ENVIRONMENT_FILE } from '../../history/run-directory.ts';
import { loadHistory } from '../load-history.ts';
import { loadPlan } from '../load-plan.ts';

import { environmentSchema } from '../stored-runs/schemas.ts';
import { readStored } from '../stored-runs/stored-file.ts';
import type { Cell } from './file.ts';
import { cellPhrase, nameOfCell, readCell, replaceRuns } from './records.ts';
import { type MatrixRun, matrixRunOf } from './run.ts';

/**
 * Judges the stored runs of these cells again, by the checkers as they are now, and puts what they say into the records. Needs no engine. A run whose
 * folder is gone stays as it was recorded. `runs`: the folder of runs; `folder`: of the records.
 * @returns in words what has changed.
 * @throws UsageError where a stored run cannot be read.
 */
export async function judgeAgain(
  cells: readonly Cell[],
  { runs, folder }: { readonly runs: string; readonly folder: string },
): Promise<readonly string[]> {
  const changes: string[] = [];
  for (const name of cells.map(nameOfCell)) {
    const before = readCell(folder, name).runs;
    const after: MatrixRun[] = [];
    for (const run of before) after.push(await again(run, runs));
    if (JSON.stringify(before) === JSON.stringify(after)) continue;
    replaceRuns(folder, name, after);
    const changed = before.flatMap((run, index) => changeInWords(run, after[index]));
    changes.push(...changed.map((change) => `${cellPhrase(name)}, ${change}`));
  }
  return changes;
}

async function again(run: MatrixRun, runs: string): Promise<MatrixRun> {
  const path = run.run === undefined ? undefined : join(runs, run.run);
  if (path === undefined || run.run === undefined || !existsSync(path)) return run;
  const { events, torn } = await loadHistory(path);
  const plan = loadPlan(path);
  const result = {
    directory: { run: run.run },
    verdict: judge(events, { torn }),
    clues: cluesOf(events),
    workAt: events.find(({ type }) => type === 'run.workflow')?.at,
    environment: environmentIn(path),
  };
  return matrixRunOf(plan, { kind: 'ran', result, seconds: run.seconds });
}

/** Nothing where the run did not come so far as to describe it. */
function environmentIn(path: string): z.infer<typeof environmentSchema> | undefined {
  const environment = readStored(join(path, ENVIRONMENT_FILE), environmentSchema);
  return environment.kind === 'read' ? environment.value : undefined;
}

function changeInWords({ seed, outcome }: MatrixRun, after: MatrixRun | undefined): readonly string[] {
  return after === undefined || after.outcome === outcome
    ? []
    : [`seed ${seed}: was ${outcome}, is ${after.outcome} now`];
}
