import type { Trend } from '../../report/serve/model.ts';
import type { StoredRun } from '../../report/stored/model.ts';
import { rateOfAnswers, trendOfAnswers } from '../statistics/rate.ts';

/**
 * What became of the same thing over time: runs of one scenario with the same kinds of faults, on one version or build, with the same settings.
 * Scenarios in alphabetical order. `runs`: in any order.
 */
export function trendsOf(runs: readonly StoredRun[]): readonly Trend[] {
  const oldestFirst = runs.toSorted((a, b) => a.at - b.at);
  return [...Map.groupBy(oldestFirst, keyOf)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, group]) => {
      const [first] = group;
      return first ? [trendOf(first, group)] : [];
    });
}

function trendOf(first: StoredRun, runs: readonly StoredRun[]): Trend {
  const expects = runs.findLast((run) => run.expects !== undefined)?.expects;
  const answers = runs.flatMap((run) => {
    const answer = answerOf(run, expects);
    return answer === undefined ? [] : [answer];
  });
  const trend = trendOfAnswers(answers);
  const { scenario, about, version, origin, build, strategy, fixes, faults } = first;
  return {
    scenario,
    about: runs.at(-1)?.about ?? about,
    version,
    origin,
    build,
    strategy,
    fixes,
    faults,
    runs,
    counts: [...Map.groupBy(runs, ({ status }) => status)].map(([status, of]) => ({ status, count: of.length })),
    counted: expects ?? 'a violation',
    rate: rateOfAnswers(answers),
    recent: trend?.recent,
    changed: trend?.changed ?? false,
  };
}

function keyOf({ scenario, version, build, origin, strategy, fixes, faults }: StoredRun): string {
  return JSON.stringify([
    scenario,
    version ?? '',
    origin ?? '',
    build ?? '',
    strategy ?? '',
    fixes,
    faults?.toSorted(),
  ]);
}

/** Whether a run showed what is counted; nothing where it says nothing of it. */
function answerOf({ outcome, status }: StoredRun, expects: string | undefined): boolean | undefined {
  if (expects !== undefined) return outcome === 'seen' ? true : outcome === 'not' ? false : undefined;
  return status === 'violation' ? true : status === 'pass' ? false : undefined;
}
