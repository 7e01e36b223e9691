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
  ];
}

/** The owner by the rules at a moment, and since when; undefined while there is none yet. */
function ownerAt({ truth }: Facts, workflow: number, at: number) {
  return truth.takeovers.findLast((takeover) => takeover.workflow === workflow && takeover.at <= at);
}

/**
 * What is known of the moment of a dispatch: after the first, before the second. Of several that one master made of one attempt, a log
 * cannot say which line belongs to which process, and the first is as early as any. Nor can the rows DISPATCH of a task instance that it sent
 * more than once, be it for a retry in the same row.
 */
function boundsOf({ truth, settings }: Facts, dispatch: Dispatch, process: Process) {
  const { instance, master, retry } = dispatch;
  const writes = truth.writes.filter((write) => write.instance === instance && write.at <= dispatch.at);
  const inserted = writes.find(({ before, writer }) => !before && writer === master)?.at;
  const first = truth.dispatches.find(
    (each) => each.instance === instance && each.master === master && each.retry === retry,
  );
  const isTold = settings.uncertainty.log !== undefined && settings.dispatchesTold !== 'by worker';
  const logged = isTold ? first?.at : undefined;
  const once = truth.dispatches.filter((each) => each.instance === instance && each.master === master).length === 1;
  const rowAt = once ? dispatch.rowAt : undefined;
  return {
    earliest: Math.max(logged ?? inserted ?? Number.NEGATIVE_INFINITY, delayedUntil({ truth, settings }, dispatch)),
    latest: Math.min(process.from, rowAt ?? Number.POSITIVE_INFINITY),
  };
}

/** How much too early a time may be from which a delay counts, µs: a second of rounding. */
const ROUNDING = 1_000_000;

/** What is known of the end of a task's delay, by the rows that came before its submission; by nothing where the servers' clocks are unknown. */
function delayedUntil({ truth, settings }: Facts, { workflow, task }: Dispatch): number {
  const shape = truth.shapes.find(({ definition }) => definition === truth.instances.get(workflow));
  const { delay, after = [] } = shape?.tasks.find((each) => each.task === task) ?? {};
  if (delay === undefined || settings.uncertainty.log === undefined) return Number.NEGATIVE_INFINITY;
  const writes = truth.writes.filter((write) => write.workflow === workflow);
  const submitted = writes.find((write) => write.task === task && !write.before)?.at ?? 0;
  const workflowAt = writes.find((write) => write.table === 'workflow')?.at;
  const successes = after.map((code) => writes.find((write) => write.task === code && isSuccess(write))?.at);
  const before = after.length === 0 ? [workflowAt] : successes;
  const base = Math.max(...before.map((at) => at ?? Number.POSITIVE_INFINITY));
  return base <= submitted ? base + delay * 1_000_000 - ROUNDING : Number.NEGATIVE_INFINITY;
}

function isSuccess({ after: { state } }: Write): boolean {
  return state === 'SUCCESS' || state === 'FORCED_SUCCESS';
}

/** What the clocks can make of a time of the log against another's; nothing where there is no log. */
function logError(facts: Facts, other: 'audit' | 'witness'): number {
  return facts.settings.uncertainty.log === undefined ? 0 : tolerance(facts, other, 'log');
}

/** When an attempt was over for the scheduler or for good: the end of its process, or its final row. */
function overAt({ truth }: Facts, process: Process): number {
  const { instance, dispatch } = process;
  const final = truth.writes.find(
    (write) => write.instance === instance && write.after.final && write.at >= dispatch.at && !write.before?.final,
  );
  return Math.min(process.to ?? truth.endsAt, final?.at ?? Number.POSITIVE_INFINITY);
}

function wasFinal({ truth }: Facts, { instance, at }: Dispatch): boolean {
  return truth.writes.findLast((write) => write.instance === instance && write.at <= at)?.after.final === true;
}

function doubleDispatch(facts: Facts, one: Process, two: Process): readonly Planted[] {
  const subject = [one.name, two.name].toSorted().join(' ');
  const isOpen = !sharesTwo(facts, one, two) && [one, two].some((each) => rivalsOf(facts, each).length > 0);
  const perhapsOther: readonly Planted[] = isOpen ? [{ anomaly: 'double-dispatch', subject, certainty: 'near' }] : [];
  if (one.dispatch.master === two.dispatch.master) return perhapsOther;
  const error = Math.max(
    tolerance(facts, 'witness', 'witness'),
    tolerance(facts, 'audit', 'witness'),
    tolerance(facts, 'audit', 'audit'),
  );
  const [first, second] = one.dispatch.at <= two.dispatch.at ? [one, two] : [two, one];
  const margins = facts.truth.wishes
    .filter(({ workflow }) => workflow === one.workflow)
    .map(({ at, takenAt = at }) => Math.min(takenAt - first.dispatch.at, second.dispatch.at - at));
  // Of what was asked before a dispatch nobody can say so who does not know when that was.
  const unclear = facts.truth.wishes
    .filter(({ workflow }) => workflow === one.workflow)
    .map(({ at, takenAt = at }) =>
      Math.min(takenAt - boundsOf(facts, first.dispatch, first).earliest, second.from - at),
    );
  // It is asked for; but its own start may come too late to show it.
  if (margins.some((margin) => margin > 2 * error)) return [{ anomaly: 'double-dispatch', subject, certainty: 'near' }];
  // A task instance that is final already and is sent again is over by its row, whatever its process does.
  const sentWhenOver = [one, two].some(({ dispatch }) => wasFinal(facts, dispatch));
  const doubtful = [...margins, ...unclear].some((margin) => margin >= -2 * error) || sentWhenOver || isOpen;
  const bounds = boundsOf(facts, second.dispatch, second);
  const over = overAt(facts, first);
  const shownEnd = Math.min(over, first.signs.at(-1) ?? 0);
  const shown = shownEnd - bounds.latest;
  const actual = over - second.dispatch.at;
  const perhaps = over - bounds.earliest + (first.exitCode === null ? facts.settings.beatEvery : 0);
  const near = perhaps >= -2 * Math.max(error, logError(facts, 'audit'), logError(facts, 'witness'));
  const certainty = certaintyOf(shown, actual, error) ?? (near ? 'near' : undefined);
  if (!certainty) return perhapsOther;
  return [{ anomaly: 'double-dispatch', subject, certainty: doubtful && certainty === 'certain' ? 'true' : certainty }];
}

function staleDispatch(facts: Facts, process: Process): readonly Planted[] {
  const { dispatch, workflow } = process;
  const bounds = boundsOf(facts, dispatch, process);
  const error = Math.max(
    tolerance(facts, 'audit', 'witness'),
    tolerance(facts, 'audit', 'audit'),
    logError(facts, 'audit'),
  );
  const since = sinceAnother(facts, workflow, dispatch.master, dispatch.at);
  const later = sinceAnother(facts, workflow, dispatch.master, bounds.latest + 2 * error);
  const rivals = rivalsOf(facts, process);
  const taken = since ?? later;
  if (taken === undefined) {
    const near = rivals.some((rival) => sinceAnother(facts, workflow, rival, process.from + 2 * error));
    return near ? [{ anomaly: 'stale-master-dispatch', subject: process.name, certainty: 'near' }] : [];
  }
  const sure = certaintyOf(bounds.earliest - taken, dispatch.at - taken, error) ?? 'near';
  const certainty = sure === 'certain' && rivals.length > 0 ? 'true' : sure;
  return [{ anomaly: 'stale-master-dispatch', subject: process.name, certainty }];
}

/**
 * Other masters that sent the same attempt to the same worker: nothing tells which of them sent which process, if any. Where workers tell, those
 * do not count that it had nothing of before the process began, as far as clocks can tell.
 */
function rivalsOf(facts: Facts, { instance, worker, dispatch, from }: Process): readonly string[] {
  const { truth, settings } = facts;
  const isTold = settings.uncertainty.log !== undefined && settings.dispatchesTold !== 'by sender';
  const until = isTold ? from + 2 * logError(facts, 'witness') : Number.POSITIVE_INFINITY;
  return truth.dispatches
    .filter((each) => each.instance === instance && each.worker === worker && each.master !== dispatch.master)
    .filter(({ receivedAt }) => !isTold || (receivedAt ?? Number.POSITIVE_INFINITY) <= until)
    .map(({ master }) => master);
}

/** Whether two processes come of the only two times that their attempt was sent to their worker: each master sent one of them. */
function sharesTwo({ truth }: Facts, one: Process, two: Process): boolean {
  const { instance, worker } = one;
  const sent = truth.dispatches.filter((each) => each.instance === instance && each.worker === worker);
  return sent.length === 2 && two.instance === instance && two.worker === worker;
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
