import type { MatrixCell } from '../../report/matrix/model.ts';
import { EXIT } from '../exit.ts';

/**
 * Exit code of a matrix, from its cells: 3 where one has nothing but broken runs, or runs were given up; else 2 where runs are missing or say
 * nothing; else 0, whatever was found.
 */
export function exitCodeOfCells(cells: readonly MatrixCell[], { givenUp }: { readonly givenUp: boolean }): number {
  const isBroken = (cell: MatrixCell): boolean => cell.kind === 'counted' && cell.of === 0 && cell.broken > 0;
  const isFull = (cell: MatrixCell): boolean =>
    cell.kind === 'counted' && cell.missing + cell.inconclusive + cell.broken === 0;
  if (givenUp || cells.some(isBroken)) return EXIT.broken;
  return cells.every(isFull) ? EXIT.pass : EXIT.inconclusive;
}
