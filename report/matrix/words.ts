import { percent, plural } from '../counts.ts';
import { type CountedCell, type Left, type MatrixCell, type MatrixTable, unendedAnomalies } from './model.ts';

/** `at most 43 %`, `38–96 %`: what is known of a cell's rate; of none or all, the one bound that says something. */
export function boundsInWords({ seen, of, interval: { low, high } }: Rate): string {
  if (of === 0) return 'nothing is known';
  if (seen === 0) return `at most ${percent(high)} %`;
  if (seen === of) return `at least ${percent(low)} %`;
  return `${percent(low)}–${percent(high)} %`;
}

/** `0/5 ≤43 %`: the same for a narrow table. */
export function rateInShort({ seen, of, interval: { low, high } }: Rate): string {
  if (of === 0) return '–';
  if (seen === 0) return `0/${of} ≤${percent(high)} %`;
  if (seen === of) return `${seen}/${of} ≥${percent(low)} %`;
  return `${seen}/${of} ${percent(low)}–${percent(high)} %`;
}

type Rate = Pick<CountedCell, 'seen' | 'of' | 'interval'>;

/** What a cell's rate does not say, each in a word or two: what did not end, what says nothing. */
export function remarksOf(cell: CountedCell): readonly string[] {
  const { unended, inconclusive, broken } = cell;
  return [
    ...(unended > 0 ? [unendedInWords(cell)] : []),
    ...(inconclusive > 0 ? [`${inconclusive} inconclusive`] : []),
    ...(broken > 0 ? [`${broken} broken`] : []),
  ];
}

/** `workflow not ended in 1 of 5`: a fix that leaves that is none. */
export function unendedInWords({ unended, of }: CountedCell): string {
  return `workflow not ended in ${unended} of ${of}`;
}

/** `3 runs missing`; nothing where none is. */
export function missingInWords({ missing }: CountedCell): readonly string[] {
  return missing > 0 ? [`${plural(missing, 'run')} missing`] : [];
}

/** Signs behind a rate in a narrow table; `legend` says what they mean. */
export function signsOf(cell: MatrixCell): string {
  if (cell.kind === 'not-run') return '';
  const { unended, left, inconclusive, broken, missing } = cell;
  return [
    unended > 0 ? '!' : '',
    left.some(({ violation }) => violation) ? '*' : '',
    inconclusive + broken > 0 ? '?' : '',
    missing > 0 ? '…' : '',
  ].join('');
}

export const legend = [
  '! a workflow or a task did not come to its end · * other violations are proved · ? runs that say nothing, not counted',
  '… runs are missing · k/n: runs that prove what the scenario expects, of those that say something; Wilson 95 %',
] as const;

/** `orphan-execution/long 5 of 5, and in 1 run that is not counted`. */
export function leftInWords(left: Left, { of }: Pick<CountedCell, 'of'>): string {
  const { seen, also } = left;
  const more = also > 0 ? `, and in ${plural(also, 'run')} not counted` : '';
  return `${nameOfLeft(left)} ${seen} of ${of}${more}`;
}

/** `orphan-execution/long`; of no single task, `stuck-workflow`. */
export function nameOfLeft({ anomaly, task }: Pick<Left, 'anomaly' | 'task'>): string {
  return task === undefined ? anomaly : `${anomaly}/${task}`;
}

/** Those that are to be looked at, and those that break no promise of the run: what did not end is among the first, whatever the contract. */
export function partLeft({ left }: Pick<CountedCell, 'left'>): Record<'violations' | 'notes', readonly Left[]> {
  const first = ({ violation, anomaly }: Left): boolean => violation || unendedAnomalies.includes(anomaly);
  return { violations: left.filter(first), notes: left.filter((each) => !first(each)) };
}

/** `DolphinScheduler 3.2.2, own build c08bcb087b2c`: what the runs of a version were done on. */
export function versionInWords({ builds }: Pick<MatrixTable, 'builds'>, version: string): string {
  const own = builds(version);
  const built = own.length === 0 ? '' : `, own ${own.length === 1 ? 'build' : 'builds'} ${own.join(', ')}`;
  return `DolphinScheduler ${version}${built}`;
}

/**
 * The scenarios that a version's table has a row for: not those of which nothing was run on it, as they are about other versions. All, where nothing
 * was run at all.
 */
export function scenariosOn(
  { columns, scenarios, cell }: Pick<MatrixTable, 'columns' | 'scenarios' | 'cell'>,
  version: string,
): MatrixTable['scenarios'] {
  const run = scenarios.filter(({ name }) =>
    columns.some((column) => cell(version, column.name, name).kind === 'counted'),
  );
  return run.length === 0 ? scenarios : run;
}

/** Why cells of a version were not run here, each reason once. */
export function reasonsOf(
  table: Pick<MatrixTable, 'columns' | 'scenarios' | 'cell'>,
  version: string,
): readonly string[] {
  const cells = table.columns.flatMap((column) =>
    table.scenarios.map((scenario) => table.cell(version, column.name, scenario.name)),
  );
  return [...new Set(cells.flatMap((cell) => (cell.kind === 'not-run' ? [cell.reason] : [])))];
}
