import { wishesOf } from '../cluster-spec.ts';
import { plan } from '../plan.ts';
import { keyOfCellPlan } from '../plan-key.ts';
import type { Plan } from '../plan-schema.ts';
import { UsageError } from '../usage-error.ts';
import type { Cell, Matrix } from './file.ts';
import type { MatrixRun } from './run.ts';

/** How many runs a cell is to have. */
export interface Asked {
  /** Seed of the first. */
  readonly seed: number;
  readonly runs: number;
  /** So many where the first do not agree. */
  readonly upTo: number;
}

export function planOf({ scenario }: Cell, seed: number): Plan {
  return plan(scenario, seed);
}

/** Parts the stored runs of a cell into those that its plans make again, and those of plans that it no longer has. */
export function partRuns(
  cell: Cell,
  runs: readonly MatrixRun[],
): { readonly same: readonly MatrixRun[]; readonly other: readonly MatrixRun[] } {
  const keys = new Map<number, string>();
  const isSame = ({ seed, plan: key }: MatrixRun): boolean => {
    const known = keys.get(seed) ?? keyOfCellPlan(planOf(cell, seed));
    keys.set(seed, known);
    return known === key;
  };
  return { same: runs.filter(isSame), other: runs.filter((run) => !isSame(run)) };
}

/** What each seed from the first one on has come to: the first run that says something; where none does, the last. */
export function answersOf(runs: readonly MatrixRun[], { seed: first }: Pick<Asked, 'seed'>): readonly MatrixRun[] {
  const answers = new Map<number, MatrixRun>();
  for (const run of runs) {
    const known = answers.get(run.seed);
    if (run.seed >= first && (!known || !saysSomething(known))) answers.set(run.seed, run);
  }
  return [...answers.values()].sort((a, b) => a.seed - b.seed);
}

export function saysSomething({ outcome }: Pick<MatrixRun, 'outcome'>): boolean {
  return outcome === 'seen' || outcome === 'not';
}

/** How many runs a cell is to have, as things stand: more where its runs do not agree. */
export function wantedRuns(answers: readonly MatrixRun[], { runs, upTo }: Asked): number {
  const seen = answers.filter(({ outcome }) => outcome === 'seen').length;
  const not = answers.filter(({ outcome }) => outcome === 'not').length;
  return seen > 0 && not > 0 ? Math.max(runs, upTo) : runs;
}

/**
 * The seed that a cell has to run next. `tries`: so often a seed whose runs say nothing is run.
 * @returns nothing where it has all that can be had.
 */
export function nextSeed(runs: readonly MatrixRun[], asked: Asked, tries: number): number | undefined {
  const answers = new Map(answersOf(runs, asked).map((run) => [run.seed, run]));
  const wanted = wantedRuns([...answers.values()], asked);
  const seeds = Array.from({ length: wanted }, (_, index) => asked.seed + index);
  // None again before each has been run once: what is broken now may be broken for a while.
  const fresh = seeds.slice(0, asked.runs).find((seed) => !answers.has(seed));
  if (fresh !== undefined) return fresh;
  return seeds.find((seed) => {
    const known = answers.get(seed);
    return !known || (!saysSomething(known) && runs.filter((run) => run.seed === seed).length < tries);
  });
}

/**
 * Cells of one version that a warm cluster can run without being started anew, those groups in the order of their first cells.
 * A group's plans agree in what they want of a cluster.
 */
export function clusterGroups(cells: readonly Cell[], seed: number): readonly (readonly Cell[])[] {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    const key = JSON.stringify(wishesOf(planOf(cell, seed)));
    groups.set(key, [...(groups.get(key) ?? []), cell]);
  }
  return [...groups.values()];
}

/**
 * The cells that `--only` leaves: of the versions, the columns and the scenarios that it names; all, where it names none of a kind.
 * @throws UsageError where there is nothing of a name.
 */
export function chosenCells({ cells, versions, columns, scenarios }: Matrix, only: readonly string[]): readonly Cell[] {
  const columnNames = columns.map(({ name }) => name);
  const scenarioNames = scenarios.map(({ name }) => name);
  const all = [...versions, ...columnNames, ...scenarioNames];
  const unknown = only.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new UsageError(`--only ${unknown}: must be one of ${all.join(', ')}`);
  const among = (names: readonly string[], name: string): boolean => {
    const named = only.filter((each) => names.includes(each));
    return named.length === 0 || named.includes(name);
  };
  return cells.filter(
    ({ version, column, scenario }) =>
      among(versions, version) && among(columnNames, column) && among(scenarioNames, scenario.name),
  );
}
