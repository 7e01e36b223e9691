import { isMeantFor } from '../../cluster/dolphinscheduler/version-range.ts';
import type { Origin } from '../../cluster/images/origin.ts';
import { inLaboratory, type Laboratory } from '../campaign/laboratory.ts';
import { runMany } from '../campaign/run-many.ts';
import type { Cell, Matrix } from '../matrix/file.ts';
import { settleBuild } from '../matrix/open.ts';
import { addRun, cellPhrase, markNotRun, nameOfCell, readCell } from '../matrix/records.ts';
import { type MatrixRun, matrixRunOf, nameOfProved } from '../matrix/run.ts';
import { clusterGroups, nextSeed, planOf } from '../matrix/work.ts';
import { imagesHere } from './images-here.ts';

export interface FillOptions {
  readonly origin: Origin;
  /** Where run directories are made. */
  readonly runs: string;
  /** Where the matrix keeps its records. */
  readonly folder: string;
  /** So often a seed whose runs say nothing is run. */
  readonly tries: number;
}

/** A run that a cell has to do. */
interface Due {
  readonly cell: Cell;
  readonly seed: number;
}

/**
 * Does the runs that these cells lack, version by version, on one warm cluster as long as the cells agree in what they want of one. Each run is in
 * its cell's record as soon as it has ended.
 * @returns whether some were given up, since nothing could be run.
 * @throws UsageError, AttachError, EngineError, InterruptError
 */
export async function fill(
  matrix: Matrix,
  cells: readonly Cell[],
  options: FillOptions,
  signal: AbortSignal,
): Promise<{ readonly givenUp: boolean }> {
  let givenUp = false;
  for (const version of matrix.versions) {
    const [own, others] = partByRange(cells.filter((cell) => cell.version === version));
    for (const cell of others) {
      markNotRun(options.folder, nameOfCell(cell), `${cell.scenario.name} is about ${cell.scenario.versions}`);
    }
    if (!dueIn(matrix, own, options) && !ofBuilds(own, options)) continue;
    const found = await imagesHere(version, options.origin, signal);
    if (found.kind === 'absent') {
      process.stderr.write(`not run here: ${found.reason}\n`);
      for (const cell of own) markNotRun(options.folder, nameOfCell(cell), found.reason);
      continue;
    }
    for (const line of settleBuild(options.folder, own, found.build, new Date())) process.stderr.write(`${line}\n`);
    const { origin, runs } = options;
    await inLaboratory(
      `matrix/${matrix.name}`,
      { dolphinscheduler: version, origin, runs },
      signal,
      async (laboratory) => {
        for (const group of clusterGroups(own, matrix.seed))
          if (await fillGroup(matrix, group, options, laboratory)) givenUp = true;
      },
    );
  }
  return { givenUp };
}

/** Cells whose scenario is about their version, and the others. */
function partByRange(cells: readonly Cell[]): readonly [readonly Cell[], readonly Cell[]] {
  const isAbout = ({ version, scenario }: Cell): boolean => isMeantFor(version, scenario.versions);
  return [cells.filter(isAbout), cells.filter((cell) => !isAbout(cell))];
}

/** The records are read each time: another process may have filled them meanwhile. */
function dueIn(
  matrix: Matrix,
  cells: readonly Cell[],
  { folder, tries }: Pick<FillOptions, 'folder' | 'tries'>,
): Due | undefined {
  for (const cell of cells) {
    const seed = nextSeed(readCell(folder, nameOfCell(cell)).runs, matrix, tries);
    if (seed !== undefined) return { cell, seed };
  }
  return undefined;
}

/** Whether a newer build may make runs due that are stored. */
function ofBuilds(cells: readonly Cell[], { folder }: Pick<FillOptions, 'folder'>): boolean {
  return cells.some((cell) => readCell(folder, nameOfCell(cell)).runs.some(({ build }) => build !== undefined));
}

/** @returns whether it was given up. */
async function fillGroup(
  matrix: Matrix,
  cells: readonly Cell[],
  options: FillOptions,
  laboratory: Laboratory,
): Promise<boolean> {
  let due: Due | undefined;
  const stop = await runMany<MatrixRun>({
    next: () => {
      due = dueIn(matrix, cells, options);
      return due && planOf(due.cell, due.seed);
    },
    run: async (plan) => {
      if (!due) throw new Error('a run that no cell has to do');
      const name = nameOfCell(due.cell);
      const run = matrixRunOf(plan, await laboratory.run(plan, `${cellPhrase(name)}, seed ${plan.seed}`));
      addRun(options.folder, name, run);
      process.stderr.write(`${cellPhrase(name)}  ${lineOf(run)}\n`);
      return run;
    },
    told: () => undefined,
    budget: { runs: Number.POSITIVE_INFINITY, ms: Number.POSITIVE_INFINITY },
    elapsedMs: () => 0,
  });
  if (stop) process.stderr.write(`${stop.reason}: going on with the cells that need another cluster\n`);
  return stop !== undefined;
}

/** `seed 9  seen  43.1 s  overlapping-executions/long, duplicate-completion/long`. */
function lineOf({ seed, outcome, seconds, proved, reason }: MatrixRun): string {
  const what = reason ?? (proved.map(nameOfProved).join(', ') || 'nothing proved');
  return `seed ${seed}  ${outcome.padEnd(12)}  ${seconds.toFixed(1)} s  ${what}`;
}
