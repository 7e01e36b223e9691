import type { Left, MatrixCell, MatrixTable } from '../../report/matrix/model.ts';
import { leftInWords, partLeft, scenariosOn, unendedInWords } from '../../report/matrix/words.ts';
import { BASELINE, type Claim } from './claims.ts';
import { broughtBy, type Effect, effectKinds, effectOf, ofAnomaly, rate } from './compare.ts';

const headings: Record<Effect['kind'], string> = {
  closes: 'Closes',
  rarer: 'Makes rarer, and does not close',
  leaves: 'Leaves',
  'more-often': 'Shows more often than without',
  trades: 'Is not seen any more, but the workflow does not end, which is no fix',
  unknown: 'Not known',
};

interface Row {
  readonly scenario: MatrixTable['scenarios'][number];
  readonly cells: Cells;
  readonly effect: Effect;
}

type Cells = { readonly fixed: MatrixCell; readonly without: MatrixCell };

/** What a column does on a version: a line of a list for each kind of effect, and what else is to be seen with it. Markdown. */
export function sentencesOf(table: MatrixTable, version: string, column: string): readonly string[] {
  const rows = scenariosOn(table, version).map((scenario): Row => {
    const cells = cellsOf(table, version, column, scenario.name);
    return { scenario, cells, effect: effectOf(cells.fixed, cells.without, BASELINE) };
  });
  const lines = effectKinds.flatMap((kind) => {
    const own = rows.filter(({ effect }) => effect.kind === kind);
    const told = kind === 'unknown' ? unknownInWords(own) : own.map(effectInWords);
    return told.length === 0 ? [] : [`- **${headings[kind]}:** ${told.join('; ')}.`];
  });
  const others = rows.map(othersInWords);
  const [brought, kept] = [others.flatMap((other) => other.brought), others.flatMap((other) => other.kept)];
  return [
    ...lines,
    ...(brought.length > 0 ? [`- **Shows what \`${BASELINE}\` does not:** ${brought.join('; ')}.`] : []),
    ...(kept.length > 0 ? [`- **Other violations with it:** ${kept.join('; ')}.`] : []),
  ];
}

function effectInWords({ scenario, cells: { fixed, without } }: Row): string {
  const now = fixed.kind === 'counted' ? rate(fixed) : fixed.reason;
  const before = without.kind === 'counted' && without.of > 0 ? `; \`${BASELINE}\`: ${rate(without)}` : '';
  const open = fixed.kind === 'counted' && fixed.unended > 0 ? `; ${unendedInWords(fixed)}` : '';
  return `${scenario.name} (${scenario.expects}: ${now}${before}${open})`;
}

/** Scenarios of which the same is not known, together. */
function unknownInWords(rows: readonly Row[]): readonly string[] {
  const names = new Map<string, string[]>();
  for (const { scenario, effect } of rows)
    if (effect.kind === 'unknown') names.set(effect.why, [...(names.get(effect.why) ?? []), scenario.name]);
  return [...names].map(([why, own]) => `${own.join(', ')} (${why})`);
}

/** Other anomalies with the column: those that are not there without it, and the rest. */
function othersInWords({ scenario, cells: { fixed, without } }: Row): Record<'brought' | 'kept', readonly string[]> {
  if (fixed.kind === 'not-run') return { brought: [], kept: [] };
  const brought = broughtBy(fixed, without);
  const { violations } = partLeft(fixed);
  const told = (left: Left): string => `${leftInWords(left, fixed)} (${scenario.name})`;
  return { brought: brought.map(told), kept: violations.filter((left) => !brought.includes(left)).map(told) };
}

/** Whether the numbers of a version are as the article says, in a sentence. */
export function claimInWords(
  table: MatrixTable,
  version: string,
  column: string,
  { scenario, says, words, anomaly }: Claim,
): string {
  const start = `- Said: ${words} (${scenario}). `;
  if (!table.scenarios.some(({ name }) => name === scenario))
    return `${start}Not measured: the scenario is not in this matrix.`;
  const own = cellsOf(table, version, column, scenario);
  const [fixed, without] = [own.fixed, own.without].map((cell) =>
    anomaly === undefined ? cell : ofAnomaly(cell, anomaly),
  ) as [MatrixCell, MatrixCell];
  const effect = effectOf(fixed, without, BASELINE);
  const what = anomaly === undefined ? '' : `${anomaly} `;
  if (effect.kind === 'unknown')
    return `${start}Not known${anomaly === undefined ? '' : ` (${anomaly})`}: ${effect.why}.`;
  const found = fixed.kind === 'counted' ? `${what}${rate(fixed)}` : '';
  const still = effect.kind === 'leaves' || effect.kind === 'rarer' || effect.kind === 'more-often';
  if (says === 'leaves') return still ? `${start}So it is: ${found}.` : `${start}**Not so here:** ${found}.`;
  if (effect.kind === 'closes') return `${start}So it is: ${found}.`;
  return still
    ? `${start}**Not so here:** it is still seen in ${found}${effect.kind === 'rarer' ? ', though more rarely' : ''}.`
    : `${start}**Not so here:** it is not seen (${found}), but the workflow does not end.`;
}

function cellsOf(table: MatrixTable, version: string, column: string, scenario: string): Cells {
  return { fixed: table.cell(version, column, scenario), without: table.cell(version, BASELINE, scenario) };
}
