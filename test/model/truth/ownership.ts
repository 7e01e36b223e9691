import type { Dispatch, Process, Write } from '../timeline.ts';
import { certaintyOf, type Facts, type Planted, pairsOf, tolerance } from './planted.ts';

/** Anomalies of who acts for a workflow. */
export function plantedInOwnership(facts: Facts): readonly Planted[] {
  const { processes } = facts.truth;
  const pairs = pairsOf(processes).filter(([one, two]) => one.workflow === two.workflow && one.task === two.task);
  return [
    ...pairs.flatMap(([one, two]) => doubleDispatch(facts, one, two)),
    ...processes.flatMap((process) => staleDispatch(facts, process)),
    ...staleWrites(facts),
    ...doubleFailovers(facts),
    ...lockOverlaps(facts),
  ];
}

/** The owner by the rules at a moment, and since when; undefined while there is none yet. */
function ownerAt({ truth }: Facts, workflow: number, at: number) {
  return truth.takeovers.findLast((takeover) => takeover.workflow === workflow && takeover.at <= at);
}

/** What is known of the moment of a dispatch: after the first, before the second. */
function boundsOf({ truth, settings }: Facts, dispatch: Dispatch, process: Process) {
  const writes = truth.writes.filter((write) => write.instance === dispatch.instance && write.at <= dispatch.at);
  const inserted = writes.find(({ before, writer }) => !before && writer === dispatch.master)?.at;
  const logged = settings.uncertainty.log === undefined ? undefined : dispatch.at;
  return {
    earliest: logged ?? inserted ?? Number.NEGATIVE_INFINITY,
    latest: Math.min(process.from, dispatch.rowAt ?? Number.POSITIVE_INFINITY),
  };
}

/** When an attempt was over for the scheduler or for good: the end of its process, or its final row. */
function overAt({ truth }: Facts, process: Process): number {
  const { instance, dispatch } = process;
  const final = truth.writes.find(
    (write) => write.instance === instance && write.after.final && write.at >= dispatch.at && !write.before?.final,
  );
  return Math.min(process.to ?? truth.endsAt, final?.at ?? Number.POSITIVE_INFINITY);
}

function doubleDispatch(facts: Facts, one: Process, two: Process): readonly Planted[] {
  if (one.dispatch.master === two.dispatch.master) return [];
  const error = Math.max(
    tolerance(facts, 'witness', 'witness'),
    tolerance(facts, 'audit', 'witness'),
    tolerance(facts, 'audit', 'audit'),
  );
  const [first, second] = one.dispatch.at <= two.dispatch.at ? [one, two] : [two, one];
  const bounds = boundsOf(facts, second.dispatch, second);
  const over = overAt(facts, first);
  const shownEnd = Math.min(over, first.signs.at(-1) ?? 0);
  const shown = shownEnd - bounds.latest;
  const actual = over - second.dispatch.at;
  const perhaps = over - bounds.earliest + (first.exitCode === null ? facts.settings.beatEvery : 0);
  const certainty = certaintyOf(shown, actual, error) ?? (perhaps >= -2 * error ? 'near' : undefined);
  return certainty
    ? [{ anomaly: 'double-dispatch', subject: [one.name, two.name].toSorted().join(' '), certainty }]
    : [];
}

function staleDispatch(facts: Facts, process: Process): readonly Planted[] {
  const { dispatch, workflow } = process;
  const bounds = boundsOf(facts, dispatch, process);
  const error = Math.max(
    tolerance(facts, 'audit', 'witness'),
    tolerance(facts, 'audit', 'audit'),
    facts.settings.uncertainty.log === undefined ? 0 : tolerance(facts, 'audit', 'log'),
  );
  const since = sinceAnother(facts, workflow, dispatch.master, dispatch.at);
  const later = sinceAnother(facts, workflow, dispatch.master, bounds.latest + 2 * error);
  const taken = since ?? later;
  if (taken === undefined) return [];
  const certainty = certaintyOf(bounds.earliest - taken, dispatch.at - taken, error) ?? 'near';
  return [{ anomaly: 'stale-master-dispatch', subject: process.name, certainty }];
}

/** Since when another master than this, which was the owner once, has been the owner. */
function sinceAnother(facts: Facts, workflow: number, master: string, at: number): number | undefined {
  const owner = ownerAt(facts, workflow, at);
  if (!owner || owner.master === master) return undefined;
  const { takeovers } = facts.truth;
  const own = takeovers.findLast((each) => each.workflow === workflow && each.master === master && each.at <= at);
  return own && takeovers.find((each) => each.workflow === workflow && each.at > own.at)?.at;
}

/** A write that says something: another state or owner, or a new attempt. */
function speaks({ before, after, table }: Write): boolean {
  if (!before) return table === 'task';
  return before.state !== after.state || before.owner !== after.owner;
}

function staleWrites(facts: Facts): readonly Planted[] {
  const error = tolerance(facts, 'audit', 'audit');
  const found = new Map<string, Planted>();
  for (const write of facts.truth.writes.filter(speaks)) {
    if (write.cause === 'failover' && (write.after.owner === null || write.after.state === 'NEED_FAULT_TOLERANCE'))
      continue;
    const since = sinceAnother(facts, write.workflow, write.writer, write.at);
    if (since === undefined) continue;
    const subject = `${write.workflow} ${write.writer}`;
    const certainty = write.at - since > error ? 'certain' : 'true';
    if (found.get(subject)?.certainty !== 'certain') {
      found.set(subject, { anomaly: 'stale-master-write', subject, certainty });
    }
  }
  return [...found.values()];
}

function doubleFailovers({ truth, settings }: Facts): readonly Planted[] {
  const certainty = settings.uncertainty.registry === undefined ? 'true' : 'certain';
  const workflows = pairsOf(truth.handlings)
    .filter(([one, two]) => one.loss === two.loss && one.workflow === two.workflow)
    .map(([{ workflow }]) => `workflow ${workflow}`);
  return [...new Set(workflows)].map((subject) => ({ anomaly: 'double-failover', subject, certainty }));
}

function lockOverlaps(facts: Facts): readonly Planted[] {
  const error = tolerance(facts, 'log', 'log');
  return pairsOf(facts.truth.sections)
    .filter(([one, two]) => one.about === two.about && one.master !== two.master)
    .flatMap(([one, two]) => {
      const until = (to: number | undefined) => to ?? Number.POSITIVE_INFINITY;
      const shared = Math.min(until(one.to), until(two.to)) - Math.max(one.from, two.from);
      const finished = one.to !== undefined && two.to !== undefined;
      const certainty = certaintyOf(shared, shared, error);
      const subject = [one.master, two.master].toSorted().join(' ');
      if (!certainty) return [];
      return [{ anomaly: 'lock-overlap', subject, certainty: finished ? certainty : 'near' }] as const;
    });
}
