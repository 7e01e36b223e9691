import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { exitCodeOfAll } from '../../../harness/exit.ts';
import { readCorpus, writeCorpusEntry } from '../../../harness/explore/corpus.ts';
import { type Exploration, explorationFrom, learn, type Proposal, propose } from '../../../harness/explore/explore.ts';
import type { Coverage } from '../../../harness/explore/features.ts';
import { mutate } from '../../../harness/explore/mutate.ts';
import { loadScenario } from '../../../harness/load-scenario.ts';
import { plan } from '../../../harness/plan.ts';
import { keyOfPlan } from '../../../harness/plan-key.ts';
import { problemsOf } from '../../../harness/plan-problems.ts';
import { type Plan, planSchema } from '../../../harness/plan-schema.ts';
import { timesOf } from '../../../harness/plan-times.ts';
import { drawsFor } from '../../../harness/random.ts';
import { plans } from '../plans.ts';

const scenario = loadScenario('failover-16759');

/** What each plan shows is decided by its times alone, as on a cluster without chance. */
function showing({ faults }: Plan): Coverage {
  const held = faults.map(({ heal }) => ('afterMs' in heal ? heal.afterMs : 0));
  const features = held.map((ms) => `held ${Math.round(ms / 4_000)}`);
  return { features, near: held.some((ms) => ms < 9_000) ? ['takeover under refuse'] : [] };
}

function explore(seed: number, runs: number, start = explorationFrom(seed, [])) {
  let state: Exploration = start;
  const proposals: Proposal[] = [];
  const states: Exploration[] = [];
  for (let run = 0; run < runs; run += 1) {
    const proposal = propose(scenario, state);
    proposals.push(proposal);
    state = learn(state, proposal, { coverage: showing(proposal.plan), run: `failover-16759/${run + 1}` });
    states.push(state);
  }
  return { proposals, states, state };
}

describe('an exploration', () => {
  test('is the same for the same seed and the same runs, and another for another seed', () => {
    expect(explore(3, 30).proposals).toEqual(explore(3, 30).proposals);
    expect(explore(3, 30).proposals).not.toEqual(explore(4, 30).proposals);
  });

  test('runs no plan twice, though the scenario leaves nothing open', () => {
    const { proposals } = explore(5, 60);
    expect(new Set(proposals.map(({ plan }) => keyOfPlan(plan))).size).toBe(60);
  });

  test('varies a plan of the corpus every second time, once there is one', () => {
    const { proposals } = explore(6, 41);
    const runs = proposals.map(({ from }) => /^varies failover-16759\/\d+$/.test(from));
    expect(runs.filter(Boolean)).toHaveLength(20);
    expect(runs.filter((varied, index) => varied !== (index % 2 === 1))).toEqual([]);
  });

  test('keeps what is new, or near in a new way, and nothing else', () => {
    const { states, state } = explore(7, 60);
    const features = state.corpus.flatMap((entry) => entry.features);
    expect(new Set(features).size).toBe(features.length);
    expect(new Set(features)).toEqual(state.known);
    for (const { features: fresh, near } of state.corpus) expect(fresh.length + near.length).toBeGreaterThan(0);
    expect(state.corpus.length).toBeLessThan(30);
    for (const [index, each] of states.entries()) {
      const before = states[index - 1]?.known.size ?? 0;
      expect(each.quiet === 0).toBe(each.known.size > before);
    }
  });

  test('learns nothing from a broken run, but that it was one', () => {
    const begun = explore(8, 5).state;
    const proposal = propose(scenario, begun);
    const after = learn(begun, proposal, { coverage: undefined, run: '' });
    expect(after).toMatchObject({ corpus: begun.corpus, known: begun.known, runs: 6, quiet: begun.quiet + 1 });
    expect(propose(scenario, after)).not.toEqual(proposal);
  });

  test('finds a window that its scenario does not hold: 22 s are cut there, less than 9 s are looked for', () => {
    const hits = [1, 2, 3, 4, 5].map(
      (seed) => explore(seed, 60).proposals.filter(({ plan }) => showing(plan).near.length > 0).length,
    );
    expect(Math.min(...hits)).toBeGreaterThan(0);
  });

  test('goes on from the corpus of another', () => {
    const folder = mkdtempSync(join(tmpdir(), 'doublerun-explore-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    expect(readCorpus(folder)).toEqual([]);
    const { state } = explore(9, 40);
    for (const [index, entry] of state.corpus.entries()) writeCorpusEntry(folder, index + 1, entry);
    const next = explorationFrom(10, readCorpus(folder));
    expect(next.corpus).toEqual(state.corpus);
    expect(next.known).toEqual(state.known);
    expect(next).toMatchObject({ runs: 0, quiet: 0 });
    writeFileSync(join(folder, '0002.json'), '{}');
    expect(() => readCorpus(folder)).toThrow('0002.json is no plan that explore can read');
  });
});

describe('a variation', () => {
  test('can be run, stored and read, and differs in one to three times at most', () => {
    fc.assert(
      fc.property(plans({ faults: 3 }), fc.integer(), (plan, seed) => {
        const varied = mutate(plan, drawsFor(seed, 'mutate'));
        expect(planSchema.parse(JSON.parse(JSON.stringify(varied)))).toEqual(varied);
        expect(problemsOf(varied)).toEqual([]);
        const [before, after] = [timesOf(plan), timesOf(varied)];
        expect(after.map(({ name, of }) => ({ name, of }))).toEqual(before.map(({ name, of }) => ({ name, of })));
        expect(after.filter(({ ms }, index) => ms !== before[index]?.ms).length).toBeLessThanOrEqual(3);
        // All but its times is as it was.
        const still = (each: Plan): Plan => timesOf(each).reduce((left, { name }) => zero(left, name), each);
        expect(still(varied)).toEqual(still(plan));
      }),
    );
  });

  test('moves every kind of time, near and far', () => {
    const [base] = fc.sample(plans({ faults: 2 }), { numRuns: 1, seed: 3 });
    if (!base) throw new Error('no plan');
    const moved = new Set<string>();
    for (let seed = 0; seed < 200; seed += 1) {
      const after = timesOf(mutate(base, drawsFor(seed, 'mutate')));
      for (const [index, { ms, name }] of timesOf(base).entries()) if (after[index]?.ms !== ms) moved.add(name);
    }
    expect(moved).toEqual(new Set(timesOf(base).map(({ name }) => name)));
  });
});

test('a variation never asks a task to have run for longer than it is long', () => {
  const whole = plan(loadScenario('failover-16759-successor'), 1);
  const differ = new Set<string>();
  for (let seed = 0; seed < 300; seed += 1) {
    const { workflows, faults } = mutate(whole, drawsFor(seed, 'mutate'));
    const length = workflows[0]?.tasks[0]?.milliseconds ?? 0;
    const waited = faults[0]?.when.plusMs ?? 0;
    expect(waited).toBeLessThan(length);
    differ.add(`${length}/${waited}`);
  }
  expect(differ.size).toBeGreaterThan(50);
});

function zero(plan: Plan, name: string): Plan {
  return (
    timesOf(plan)
      .find((time) => time.name === name)
      ?.to(0) ?? plan
  );
}

test('the worst verdict of many wins', () => {
  expect(exitCodeOfAll(['pass', 'broken', 'violation'])).toBe(1);
  expect(exitCodeOfAll(['pass', 'broken', 'inconclusive'])).toBe(3);
  expect(exitCodeOfAll(['pass', 'inconclusive'])).toBe(2);
  expect(exitCodeOfAll(['pass'])).toBe(0);
  expect(exitCodeOfAll([])).toBe(2);
});
