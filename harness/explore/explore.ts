import { plan } from '../plan.ts';
import { keyOfPlan } from '../plan-key.ts';
import type { Plan } from '../plan-schema.ts';
import { drawsFor } from '../random.ts';
import type { Scenario } from '../scenario.ts';
import type { Coverage } from './features.ts';
import { mutate } from './mutate.ts';

/** A plan that is worth trying variations of. */
export interface CorpusEntry {
  readonly plan: Plan;
  /** Features that no run had had before it. */
  readonly features: readonly string[];
  /** Why it came near to something; empty where it only was new. */
  readonly near: readonly string[];
  /** The run that showed it. */
  readonly run: string;
}

/** All that decides what is tried next. */
export interface Exploration {
  readonly seed: number;
  /** How many runs there have been. */
  readonly runs: number;
  readonly corpus: readonly CorpusEntry[];
  /** Every feature that some run has had. */
  readonly known: ReadonlySet<string>;
  /** Keys of the plans that were run. */
  readonly tried: ReadonlySet<string>;
  /** Runs since the last feature that was new. */
  readonly quiet: number;
}

/** A plan to run, and where it comes from, for people. */
export interface Proposal {
  readonly plan: Plan;
  readonly from: string;
}

const GREATEST_SEED = 2 ** 31 - 1;
/** What came near is varied so many times as often as what was only new. */
const NEAR_WEIGHT = 3;

/** The beginning of an exploration, with the corpus of those before. */
export function explorationFrom(seed: number, corpus: readonly CorpusEntry[]): Exploration {
  return {
    seed,
    runs: 0,
    corpus,
    known: new Set(corpus.flatMap(({ features }) => features)),
    tried: new Set(corpus.map((entry) => keyOfPlan(entry.plan))),
    quiet: 0,
  };
}

/**
 * What to run next: in turn a plan that the scenario makes of a fresh seed, and one of the corpus with some of its times moved. A plan that was run
 * already is varied instead, so that a scenario without ranges is explored too. Pure: the same for the same exploration.
 */
export function propose(scenario: Scenario, { seed, runs, corpus, tried }: Exploration): Proposal {
  const draw = drawsFor(seed, `explore run ${runs + 1}`);
  const varied = runs % 2 === 1 ? weighted(corpus)[draw(0, weighted(corpus).length - 1)] : undefined;
  const drawn = draw(0, GREATEST_SEED);
  if (varied) return { plan: variation(varied.plan, drawn, tried, draw), from: `varies ${varied.run}` };
  const fresh = plan(scenario, drawn);
  if (!tried.has(keyOfPlan(fresh))) return { plan: fresh, from: `seed ${drawn}` };
  return { plan: variation(fresh, drawn, tried, draw), from: `varies seed ${drawn}` };
}

/** Attempts at a variation that was not run yet. */
const ATTEMPTS = 10;

function variation(base: Plan, seed: number, tried: ReadonlySet<string>, draw: ReturnType<typeof drawsFor>): Plan {
  let varied = mutate(base, draw);
  for (let attempt = 1; attempt < ATTEMPTS && tried.has(keyOfPlan(varied)); attempt += 1) varied = mutate(varied, draw);
  // The seed names the run; the plan in its directory is what does it again.
  return { ...varied, seed };
}

function weighted(corpus: readonly CorpusEntry[]): readonly CorpusEntry[] {
  return corpus.flatMap((entry) => new Array<CorpusEntry>(entry.near.length > 0 ? NEAR_WEIGHT : 1).fill(entry));
}

/**
 * What a run has taught. Its plan goes into the corpus where it had a feature that no run before it had, or came near in a way that no plan of
 * the corpus did. `coverage`: absent where the run was broken and says nothing.
 */
export function learn(
  before: Exploration,
  { plan: ran }: Pick<Proposal, 'plan'>,
  outcome: { readonly coverage: Coverage | undefined; readonly run: string },
): Exploration {
  const { features = [], near = [] } = outcome.coverage ?? {};
  const fresh = features.filter((feature) => !before.known.has(feature));
  const nearBefore = new Set(before.corpus.map((entry) => entry.near.join('\n')));
  const worth = fresh.length > 0 || (near.length > 0 && !nearBefore.has(near.join('\n')));
  return {
    seed: before.seed,
    runs: before.runs + 1,
    corpus: worth ? [...before.corpus, { plan: ran, features: fresh, near, run: outcome.run }] : before.corpus,
    known: new Set([...before.known, ...fresh]),
    tried: new Set([...before.tried, keyOfPlan(ran)]),
    quiet: fresh.length > 0 ? 0 : before.quiet + 1,
  };
}
