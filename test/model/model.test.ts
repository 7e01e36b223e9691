import { describe, expect, test } from 'vitest';
import { eventSchema } from '../../history/event.ts';
import { bugNames } from './bugs.ts';
import { plantedIn } from './hold.ts';
import { simulate } from './simulate.ts';
import { failurePhrase, tally, unchecked } from './tally.ts';
import { plantedAnomalies } from './truth/planted.ts';

/** The daily dose; DOUBLERUN_HISTORIES asks for more. */
const histories = Number(process.env['DOUBLERUN_HISTORIES'] ?? 3_000);
const slow = { timeout: 60_000 + histories * 10 };
const few = Array.from({ length: 300 }, (_, index) => index + 1);

describe('the model', () => {
  test('a scheduler without bugs plants no anomaly', slow, () => {
    const planted = few.flatMap((seed) =>
      plantedIn(simulate(seed, [])).filter(({ certainty }) => certainty !== 'near'),
    );
    expect(planted).toEqual([]);
  });

  test('plants each anomaly, and each bug does something', slow, () => {
    const seeds = few.slice(0, 40);
    const runs = bugNames.flatMap((bug) => seeds.map((seed) => simulate(seed, [bug])));
    const certain = runs.flatMap((run) => plantedIn(run)).filter(({ certainty }) => certainty === 'certain');
    expect([...new Set(certain.map(({ anomaly }) => anomaly))].toSorted()).toEqual(plantedAnomalies.toSorted());
    expect([...new Set(runs.flatMap(({ truth }) => [...truth.struck.keys()]))].toSorted()).toEqual(bugNames.toSorted());
  });

  test('tells events of the history, the same for the same seed', () => {
    for (const seed of few.slice(0, 20)) {
      const { events } = simulate(seed);
      expect(events.map((event) => eventSchema.parse(event))).toEqual(simulate(seed).events);
    }
  });
});

test('what the model planted is proved, and nothing else', slow, () => {
  for (const anomaly of unchecked()) console.warn(`${anomaly}: planted, but skipped: no checker looks for it`);
  const { counts, failures } = tally(1, histories);
  expect(failures.slice(0, 20).map(failurePhrase)).toEqual([]);
  const unseen = [...counts].filter(([, { found }]) => found === 0).map(([anomaly]) => anomaly);
  expect(unseen).toEqual([]);
});
