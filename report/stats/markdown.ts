import { inline } from '../reporters/markdown-text.ts';
import type { StatsModel } from './model.ts';
import { columnsOf, nameOfCell, remarksOf, summaryOf } from './terminal.ts';

/** Statistics as a Markdown page: one table, and below it what its numbers leave out. */
export function renderStatsMarkdown(model: StatsModel): string {
  const rows = model.cells.flatMap((cell) => [
    [cell.scenario, nameOfCell(cell), ...columnsOf(cell), cell.counted],
    ...cell.slices.map((slice) => ['', slice.name, ...columnsOf(slice), '']),
  ]);
  const remarks = model.cells.flatMap((cell) =>
    remarksOf(cell).map((remark) => `- ${inline(`${cell.scenario}, ${nameOfCell(cell)}: ${remark}`)}`),
  );
  return [
    '# Runs',
    '',
    `${inline(summaryOf(model))}.`,
    '',
    '| scenario | on | runs | violation | broken | inconclusive | pass | k/n, Wilson 95 % | seconds: median/p90 | counted |',
    '|---|---|--:|--:|--:|--:|--:|---|--:|---|',
    ...rows.map((row) => `| ${row.map(inline).join(' | ')} |`),
    ...(remarks.length === 0 ? [] : ['', ...remarks]),
    '',
  ].join('\n');
}
