import { resolve } from 'node:path';
import type { MatrixTable } from '../../report/matrix/model.ts';
import type { Cell, Matrix } from './file.ts';
import {
  beginAnew,
  type CellName,
  cellPhrase,
  indexOf,
  matrixFolder,
  nameOfCell,
  readCell,
  readIndex,
  writeIndex,
} from './records.ts';
import type { MatrixRun } from './run.ts';
import { tableOf } from './table.ts';
import { partRuns, saysSomething } from './work.ts';

/** A matrix, and what is known of it. */
export interface OpenMatrix {
  readonly matrix: Matrix;
  readonly folder: string;
  /** Of the runs that are stored now. */
  table(): MatrixTable;
}

/** `runs`: the folder of runs. Writes nothing. */
export function openMatrix(matrix: Matrix, runs: string): OpenMatrix {
  const folder = matrixFolder(resolve(runs), matrix.name);
  const index = indexOf(matrix);
  const cells = new Map(matrix.cells.map((cell) => [cellPhrase(nameOfCell(cell)), cell]));
  return {
    matrix,
    folder,
    table: () =>
      tableOf(index, (name) => {
        const { runs: stored, ...record } = readCell(folder, name);
        const cell = cells.get(cellPhrase(name));
        return { ...record, runs: cell ? [...partRuns(cell, stored).same] : stored };
      }),
  };
}

/** What the records of a folder say, without the file that they were made for. @throws UsageError where there are none. */
export function storedTable(folder: string): MatrixTable {
  return tableOf(readIndex(folder), (name) => readCell(folder, name));
}

/**
 * Keeps what is asked for beside the records, and begins those cells anew whose stored runs are of plans that they no longer have.
 * @returns in words what was begun anew.
 */
export function settleRecords({ matrix, folder }: OpenMatrix, now: Date): readonly string[] {
  writeIndex(folder, indexOf(matrix));
  return changedCells({ matrix, folder }).map(({ cell, ...parts }) =>
    anew(folder, nameOfCell(cell), parts, 'plan', 'the file or its scenario has changed', now),
  );
}

function anew(
  folder: string,
  name: CellName,
  { same, other }: { readonly same: readonly MatrixRun[]; readonly other: number },
  what: 'plan' | 'build',
  why: string,
  now: Date,
): string {
  beginAnew(folder, name, same, now);
  const [were, count] = other === 1 ? ['1 stored run was', 'counts'] : [`${other} stored runs were`, 'count'];
  return `${cellPhrase(name)}: ${were} of another ${what} and no longer ${count}, as ${why}`;
}

/**
 * Begins those cells anew whose stored runs say something of another build. `build`: of the images that are there; nothing where they are nobody's own.
 * @returns in words what was begun anew.
 */
export function settleBuild(
  folder: string,
  cells: readonly Cell[],
  build: string | undefined,
  now: Date,
): readonly string[] {
  return cells.map(nameOfCell).flatMap((name) => {
    const { runs } = readCell(folder, name);
    // A run that ended too early to know its build says nothing of any.
    const same = runs.filter((run) => run.build === build || !saysSomething(run));
    if (same.length === runs.length) return [];
    return [anew(folder, name, { same, other: runs.length - same.length }, 'build', 'there is a newer one', now)];
  });
}

/** Cells with stored runs of plans that they do not have. */
function changedCells({ matrix, folder }: Pick<OpenMatrix, 'matrix' | 'folder'>) {
  return matrix.cells.flatMap((cell: Cell) => {
    const { same, other } = partRuns(cell, readCell(folder, nameOfCell(cell)).runs);
    return other.length === 0 ? [] : [{ cell, same, other: other.length }];
  });
}
