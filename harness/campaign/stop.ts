import type { Outcome } from './outcome.ts';

/** So many broken runs in a row, the first ones or later ones, are the harness's or the machine's trouble: going on would only fill the disk. */
export const BROKEN_IN_A_ROW = 3;

/** What a campaign may take. */
export interface Budget {
  readonly runs: number;
  readonly ms: number;
}

/** Why a campaign ends. `budget`: it may take no more. `broken`: nothing can be run. */
export type Stop = { readonly why: 'budget' | 'broken'; readonly reason: string };

/** Whether a campaign that has had these runs, oldest first, in so many ms has to end. Pure. */
export function stopOf(
  outcomes: readonly { readonly outcome: Outcome }[],
  elapsedMs: number,
  budget: Budget,
): Stop | undefined {
  const last = outcomes.slice(-BROKEN_IN_A_ROW);
  if (last.length === BROKEN_IN_A_ROW && last.every(({ outcome }) => outcome === 'broken'))
    return { why: 'broken', reason: `${BROKEN_IN_A_ROW} runs in a row were broken` };
  if (outcomes.length >= budget.runs) return { why: 'budget', reason: `${budget.runs} runs are done` };
  if (elapsedMs >= budget.ms) return { why: 'budget', reason: `${Math.round(budget.ms / 60_000)} minutes are over` };
  return undefined;
}
