import type { Variant } from '../../report/gate/model.ts';
import { settingsOf } from '../../report/stored/words.ts';
import { compare } from '../order.ts';
import { UsageError } from '../usage-error.ts';
import type { SideCell } from './side.ts';

/** What is compared with what; where one side is absent it has nothing of that. */
export type Match =
  | { readonly before: SideCell; readonly now: SideCell }
  | { readonly before: SideCell; readonly now?: never }
  | { readonly before?: never; readonly now: SideCell };

/** Words that a side's variants must have; all of them where there are none. */
export interface Chosen {
  readonly from: readonly string[];
  readonly to: readonly string[];
}

export function variantOf(cell: SideCell): Variant {
  return { text: `${cell.version} ${settingsOf(cell)}`, ...(cell.build === undefined ? {} : { build: cell.build }) };
}

/** `3.2.2,stop` and `3.2.2 stop + host-check`: words in any order. */
export function wordsOf(text: string): readonly string[] {
  return text.split(/[\s,+]+/).filter((word) => word !== '');
}

/**
 * Scenario by scenario, what is compared: variants that are equal but for the words that were chosen; where there are none, one with the only other one.
 * @throws UsageError where it cannot be told which, or words choose nothing.
 */
export function matchCells(
  before: readonly SideCell[],
  now: readonly SideCell[],
  { from, to }: Chosen,
): readonly Match[] {
  const [old, fresh] = [chosen(before, from, '--from', 'baseline'), chosen(now, to, '--to', 'candidate')];
  const scenarios = [...new Set([...old, ...fresh].map(({ scenario }) => scenario))].sort(compare);
  return scenarios.flatMap((scenario) => {
    const of = (cells: readonly SideCell[]) => cells.filter((cell) => cell.scenario === scenario);
    return matchScenario(scenario, of(old), of(fresh), { from, to });
  });
}

function matchScenario(
  scenario: string,
  before: readonly SideCell[],
  now: readonly SideCell[],
  { from, to }: Chosen,
): readonly Match[] {
  const partners = new Map(now.map((cell) => [without(cell, to), cell]));
  const equal = before.flatMap((cell) => {
    const partner = partners.get(without(cell, from));
    return partner ? [{ before: cell, now: partner }] : [];
  });
  const [oneBefore, ...moreBefore] = before;
  const [oneNow, ...moreNow] = now;
  if (equal.length === 0 && oneBefore && oneNow) {
    if (moreBefore.length + moreNow.length === 0) return [{ before: oneBefore, now: oneNow }];
    throw new UsageError(
      `${scenario}: the baseline has ${namesOf(before)}, and the candidate ${namesOf(now)}; choose what is compared with --from and --to, such as --from ${firstWords(before)} --to ${firstWords(now)}`,
    );
  }
  return [
    ...equal,
    ...before.filter((cell) => !equal.some((match) => match.before === cell)).map((cell) => ({ before: cell })),
    ...now.filter((cell) => !equal.some((match) => match.now === cell)).map((cell) => ({ now: cell })),
  ];
}

/** Those whose words are these and no others, of each scenario; where there is none, those that have all of them. */
function chosen(
  cells: readonly SideCell[],
  words: readonly string[],
  option: string,
  side: string,
): readonly SideCell[] {
  if (words.length === 0) return cells;
  const having = cells.filter((cell) => words.every((word) => cellWords(cell).includes(word)));
  if (having.length === 0)
    throw new UsageError(`${option} ${words.join(',')}: the ${side} has no such variant, but ${namesOf(cells)}`);
  const exact = having.filter((cell) => cellWords(cell).length === words.length);
  return having.filter((cell) => exact.includes(cell) || exact.every(({ scenario }) => scenario !== cell.scenario));
}

function without(cell: SideCell, words: readonly string[]): string {
  return cellWords(cell)
    .filter((word) => !words.includes(word))
    .sort(compare)
    .join(' ');
}

function cellWords(cell: SideCell): readonly string[] {
  return wordsOf(variantOf(cell).text);
}

function namesOf(cells: readonly SideCell[]): string {
  return [...new Set(cells.map((cell) => variantOf(cell).text))].sort(compare).join(', ');
}

function firstWords([cell]: readonly SideCell[]): string {
  return cell ? cellWords(cell).join(',') : '';
}
