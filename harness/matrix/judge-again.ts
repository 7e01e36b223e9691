import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { judgeStored } from '../stored-runs/judge-stored.ts';
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
  if (run.run === undefined || !existsSync(join(runs, run.run))) return run;
  const { plan, result } = await judgeStored(runs, run.run);
  return matrixRunOf(plan, { kind: 'ran', result, seconds: run.seconds });
}

function changeInWords({ seed, outcome }: MatrixRun, after: MatrixRun | undefined): readonly string[] {
  return after === undefined || after.outcome === outcome
    ? []
    : [`seed ${seed}: was ${outcome}, is ${after.outcome} now`];
}
