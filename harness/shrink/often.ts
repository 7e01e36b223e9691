import type { Outcome } from '../campaign/outcome.ts';

/**
 * Whether runs of a plan can still show the finding in the wanted share of `times`; one that says nothing does not show it.
 * @param rate from 0 to 1.
 */
export function mayBeOften(outcomes: readonly Outcome[], times: number, rate: number): boolean {
  const missed = outcomes.filter((outcome) => outcome !== 'seen').length;
  return times - missed >= rate * times;
}

/**
 * The last of a row of plans, each smaller than the one before, that shows the finding often enough. A plan is taken at its first sight, and so a
 * search of many steps is led on to ever luckier ones; measured, such a plan turns out to be rare. Then it goes back, by one plan, two, four, …, at
 * most to the first one, which is the user's own and is given whatever it shows.
 * @param measure gives what came of a plan, and whether that is often enough.
 */
export async function lastOften<Item, Measured extends { readonly often: boolean }>(
  row: readonly [Item, ...Item[]],
  measure: (item: Item) => Promise<Measured>,
): Promise<{ readonly item: Item; readonly measured: Measured }> {
  let at = row.length - 1;
  for (let back = 1; ; back *= 2) {
    const item = row[at] ?? row[0];
    const measured = await measure(item);
    if (measured.often || at === 0) return { item, measured };
    at = Math.max(0, at - back);
  }
}
