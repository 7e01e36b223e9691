import type { Process } from '../timeline.ts';
import { certaintyOf, type Facts, type Planted, pairsOf, tolerance } from './planted.ts';

/** How long a process may outlive the row that writes it off, µs. */
const GRACE = 2_000_000;

/** Anomalies of the processes themselves. */
export function plantedInExecutions(facts: Facts): readonly Planted[] {
  const { processes } = facts.truth;
  const pairs = pairsOf(processes).filter(([one, two]) => one.workflow === two.workflow && one.task === two.task);
  return [
    ...pairs.flatMap(([one, two]) => [...overlap(facts, one, two), ...duplicate(facts, one, two)]),
    ...processes.flatMap((process) => [...orphan(facts, process), ...order(facts, process)]),
  ];
}

function pairName(...pair: readonly [Process, Process]): string {
  return pair
    .map(({ name }) => name)
    .toSorted()
    .join(' ');
}

function lastSign({ signs }: Process): number {
  return signs.at(-1) ?? 0;
}

function trueEnd({ truth }: Facts, process: Process): number {
  return process.to ?? truth.endsAt;
}

/** The end as late as its signs leave open. */
function latestEnd({ settings }: Facts, process: Process): number {
  return lastSign(process) + (process.exitCode === null || process.to === undefined ? settings.beatEvery : 0);
}

function overlap(facts: Facts, one: Process, two: Process): readonly Planted[] {
  const error = tolerance(facts, 'witness', 'witness');
  const from = Math.max(one.from, two.from);
  const shown = Math.min(lastSign(one), lastSign(two)) - from;
  const most = Math.min(trueEnd(facts, one), trueEnd(facts, two)) - from;
  const perhaps = Math.min(latestEnd(facts, one), latestEnd(facts, two)) - from;
  const certainty = certaintyOf(shown, most, error) ?? (perhaps >= -2 * error ? 'near' : undefined);
  return certainty ? [{ anomaly: 'overlapping-executions', subject: pairName(one, two), certainty }] : [];
}

function duplicate(facts: Facts, one: Process, two: Process): readonly Planted[] {
  if (one.exitCode !== 0 || two.exitCode !== 0) return [];
  const error = 2 * tolerance(facts, 'audit', 'witness');
  const [first, second] = one.from <= two.from ? [one, two] : [two, one];
  const margins = facts.truth.wishes
    .filter(({ workflow, kind }) => workflow === one.workflow && kind === 'REPEAT_RUNNING')
    .map(({ at, takenAt = at }) => Math.min(takenAt - first.from, second.from - at));
  if (margins.some((margin) => margin > error)) return [];
  const excused = margins.some((margin) => margin >= 0);
  const certainty = excused ? 'near' : margins.some((margin) => margin >= -error) ? 'true' : 'certain';
  return [{ anomaly: 'duplicate-completion', subject: pairName(first, second), certainty }];
}

/** The stretches of true time in which the row of an attempt was final. */
function finalStretches({ truth }: Facts, instance: number): readonly { from: number; to: number }[] {
  const stretches: { from: number; to: number }[] = [];
  let open: { from: number; to: number } | undefined;
  for (const write of truth.writes.filter((each) => each.instance === instance)) {
    if (write.after.final && !open) {
      open = { from: write.at, to: Number.POSITIVE_INFINITY };
      stretches.push(open);
    } else if (!write.after.final && open) {
      open.to = write.at;
      open = undefined;
    }
  }
  return stretches;
}

function orphan(facts: Facts, process: Process): readonly Planted[] {
  const error = tolerance(facts, 'audit', 'witness');
  const rank = { certain: 3, true: 2, near: 1 } as const;
  const [worst] = finalStretches(facts, process.instance)
    .filter(({ to }) => to > process.from - 2 * error)
    .map(({ from, to }) => {
      const signs = process.signs.filter((sign) => sign < to - 2 * error);
      const shown = (signs.at(-1) ?? Number.NEGATIVE_INFINITY) - from - GRACE;
      const most = to > process.from ? Math.min(trueEnd(facts, process), to) - from - GRACE : 0;
      const perhaps = Math.min(latestEnd(facts, process), to + 2 * error) - from - GRACE;
      return certaintyOf(shown, most, error) ?? (perhaps >= -2 * error ? 'near' : undefined);
    })
    .filter((certainty) => certainty !== undefined)
    .toSorted((a, b) => rank[b] - rank[a]);
  return worst ? [{ anomaly: 'orphan-execution', subject: process.name, certainty: worst }] : [];
}

function order(facts: Facts, process: Process): readonly Planted[] {
  const { truth } = facts;
  const error = Math.max(tolerance(facts, 'witness', 'witness'), tolerance(facts, 'audit', 'witness'));
  const shape = truth.shapes.find(({ definition }) => definition === truth.instances.get(process.workflow));
  const after = shape?.tasks.find(({ task }) => task === process.task)?.after ?? [];
  return after.flatMap((task) => {
    const successes = truth.processes
      .filter((each) => each.workflow === process.workflow && each.task === task && each.exitCode === 0)
      .map((each) => trueEnd(facts, each));
    const forced = truth.writes
      .filter(
        (write) => write.workflow === process.workflow && write.task === task && write.after.state === 'FORCED_SUCCESS',
      )
      .map(({ at }) => at);
    const early = Math.min(...successes, ...forced) - process.from;
    const certainty = certaintyOf(early, early, error);
    return certainty ? [{ anomaly: 'order-violation', subject: `${process.name} after ${task}`, certainty }] : [];
  });
}
