import type { Outcome } from '../campaign/outcome.ts';
import { keyOfPlan } from '../plan-key.ts';
import type { Plan } from '../plan-schema.ts';
import type { Candidate, PlanSearch } from './candidates.ts';

/**
 * What came of trying a plan. `seen`: the finding was proved at least once. `not`: it was not in as many runs as the rule asks for.
 * `unclear`: too many runs said nothing; the plan is not taken, as if it had not been seen.
 */
export type Answer = 'seen' | 'not' | 'unclear';

/**
 * What to do with a plan that has had these runs: give an answer, or run it once more. It is taken at the first sight. It is rejected after `tries`
 * runs without one (`triesFor` says what that is worth), and given up where half as many runs said nothing.
 */
export function answerOf(outcomes: readonly Outcome[], tries: number): Answer | 'again' {
  if (outcomes.includes('seen')) return 'seen';
  const not = outcomes.filter((outcome) => outcome === 'not').length;
  if (not >= tries) return 'not';
  return outcomes.length - not >= Math.ceil(tries / 2) ? 'unclear' : 'again';
}

/** Tries a plan; nothing where the budget does not allow it any more. */
export type Oracle = (candidate: Candidate) => Promise<Answer | undefined>;

export interface Smallest {
  /** The plan that the search began with, and every one that was taken, each smaller than the one before. */
  readonly taken: readonly [Plan, ...Plan[]];
  /** The search came to its own end. Otherwise a smaller one may exist. */
  readonly complete: boolean;
}

/**
 * Follows a search to its end, or to that of the budget. No plan is tried twice. `known`: answers from before, by `keyOfPlan`; new ones are put
 * there too. With the answers of a search that was cut short, the same search goes on where it was.
 */
export async function follow(
  search: PlanSearch,
  start: Plan,
  oracle: Oracle,
  known: Map<string, Answer> = new Map(),
): Promise<Smallest> {
  const taken: [Plan, ...Plan[]] = [start];
  let step = search.next();
  while (!step.done) {
    const candidate = step.value;
    const key = keyOfPlan(candidate.plan);
    const answer = known.get(key) ?? (await oracle(candidate));
    if (answer === undefined) return { taken, complete: false };
    known.set(key, answer);
    if (answer === 'seen') taken.push(candidate.plan);
    step = search.next(answer === 'seen');
  }
  return { taken, complete: true };
}
