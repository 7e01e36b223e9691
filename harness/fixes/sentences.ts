import type { MatrixCell, MatrixTable } from '../../report/matrix/model.ts';
import { leftInWords, nameOfLeft, partLeft } from '../../report/matrix/words.ts';
import { BASELINE, type Claim } from './claims.ts';
import { broughtBy, type Effect, effectKinds, effectOf, rate } from './compare.ts';

const headings: Record<Effect['kind'], string> = {
  closes: 'Closes',
  rarer: 'Makes rarer, and does not close',
  leaves: 'Leaves',
  'more-often': 'Shows more often than without',
  trades: 'Is not seen any more, but the workflow does not end, which is no fix',
  unknown: 'Not known',
};

type Cells = { readonly fixed: MatrixCell; readonly without: MatrixCell };

/** What a column does on a version: a line of a list for each kind of effect, and what else is to be seen with it. Markdown. */
export function sentencesOf(table: MatrixTable, version: string, column: string): readonly string[] {
  const rows = table.scenarios.map((scenario) => {
    const cells = cellsOf(table, version, column, scenario.name);
    return { scenario, cells, effect: effectOf(cells.fixed, cells.without, BASELINE) };
  });
  const lines = effectKinds.flatMap((kind) => {
    const own = rows.filter(({ effect }) => effect.kind === kind);
    const told = own.map(
      ({ scenario, cells, effect }) => `${scenario.name} (${toldOf(scenario.expects, cells, effect)})`,
    );
    return told.length === 0 ? [] : [`- **${headings[kind]}:** ${told.join('; ')}.`];
  });
  const brought = rows.flatMap(({ scenario, cells: { fixed, without } }) =>
    broughtBy(fixed, without).map((left) =>
      fixed.kind === 'counted' ? `${leftInWords(left, fixed)} (${scenario.name})` : nameOfLeft(left),
    ),
  );
  const stays = rows.flatMap(({ scenario, cells: { fixed, without } }) =>
    fixed.kind === 'counted'
      ? partLeft(fixed)
          .violations.filter((left) => !broughtBy(fixed, without).includes(left))
          .map((left) => `${leftInWords(left, fixed)} (${scenario.name})`)
      : [],
  );
  return [
    ...lines,
    ...(brought.length > 0 ? [`- **Shows what \`${BASELINE}\` does not:** ${brought.join('; ')}.`] : []),
    ...(stays.length > 0 ? [`- **Other violations that are still there:** ${stays.join('; ')}.`] : []),
  ];
}

function toldOf(expects: string, { fixed, without }: Cells, effect: Effect): string {
  if (effect.kind === 'unknown' || fixed.kind === 'not-run') return effect.kind === 'unknown' ? effect.why : '';
  const before = without.kind === 'counted' && without.of > 0 ? `; \`${BASELINE}\`: ${rate(without)}` : '';
  const open = fixed.unended > 0 ? `; workflow not ended in ${fixed.unended} of ${fixed.of}` : '';
  return `${expects}: ${rate(fixed)}${before}${open}`;
}

/** Whether the numbers of a version are as the article says, in a sentence. */
export function claimInWords(
  table: MatrixTable,
  version: string,
  column: string,
  { scenario, says, words }: Claim,
): string {
  const start = `- Said: ${words} (${scenario}). `;
  if (!table.scenarios.some(({ name }) => name === scenario))
    return `${start}Not measured: the scenario is not in this matrix.`;
  const { fixed, without } = cellsOf(table, version, column, scenario);
  const effect = effectOf(fixed, without, BASELINE);
  if (effect.kind === 'unknown') return `${start}Not known here: ${effect.why}.`;
  const found = fixed.kind === 'counted' ? rate(fixed) : '';
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
