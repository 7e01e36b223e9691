import { resolve } from 'node:path';
import type { MatrixTable } from '../../report/matrix/model.ts';
import type { Cell, Matrix } from './file.ts';
import {
  beginAnew,
  cellPhrase,
  indexOf,
  matrixFolder,
  nameOfCell,
  readCell,
  readIndex,
  writeIndex,
} from './records.ts';
import { tableOf } from './table.ts';
import { partRuns } from './work.ts';

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
  return changedCells({ matrix, folder }).map(({ cell, same, other }) => {
    const name = nameOfCell(cell);
    beginAnew(folder, name, same, now);
    const what = other === 1 ? '1 stored run was' : `${other} stored runs were`;
    const count = other === 1 ? 'counts' : 'count';
    return `${cellPhrase(name)}: ${what} of another plan and no longer ${count}, as the file or its scenario has changed`;
  });
}

/** Cells with stored runs of plans that they do not have. */
function changedCells({ matrix, folder }: Pick<OpenMatrix, 'matrix' | 'folder'>) {
  return matrix.cells.flatMap((cell: Cell) => {
    const { same, other } = partRuns(cell, readCell(folder, nameOfCell(cell)).runs);
    return other.length === 0 ? [] : [{ cell, same, other: other.length }];
  });
}
