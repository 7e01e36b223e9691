import { REGISTRY_BLIND, REGISTRY_DELAY } from '../recorder.ts';
import type { Handling, Section } from '../timeline.ts';
import { type Certainty, certaintyOf, type Facts, type Planted, pairsOf, tolerance } from './planted.ts';

/** Anomalies of how losses are handled. */
export function plantedInFailover(facts: Facts): readonly Planted[] {
  return [...doubleFailovers(facts), ...lockOverlaps(facts)];
}

function doubleFailovers(facts: Facts): readonly Planted[] {
  const { truth, settings } = facts;
  const error = tolerance(facts, 'audit', 'audit');
  const found = new Map<string, Planted>();
  for (const [one, two] of pairsOf(truth.handlings)) {
    const { workflow } = one;
    if (one.loss !== two.loss || two.workflow !== workflow) continue;
    // Whose it was when it was freed is open where a name was written at about the same time.
    const handled = truth.handlings.filter((each) => each.workflow === workflow);
    const close = truth.writes.some(
      (write) =>
        write.workflow === workflow && write.after.owner && handled.some(({ at }) => Math.abs(at - write.at) <= error),
    );
    const subject = `workflow ${workflow}`;
    const blind = settings.uncertainty.registry === undefined;
    const doubtful = close || blind || tookOnArrival(facts, workflow) || hasOtherLoss(facts, two);
    const certainty = doubtful ? 'true' : 'certain';
    found.set(subject, { anomaly: 'double-failover', subject, certainty });
  }
  return [...found.values()];
}

/** Whether a loss of some owner is left that a failover may have been for as well: nothing says for which of two it was. */
function hasOtherLoss(facts: Facts, { workflow, at: until }: Handling): boolean {
  const { takeovers, losses, handlings } = facts.truth;
  const error = 2 * tolerance(facts, 'audit', 'registry') + REGISTRY_BLIND;
  return losses.some(
    ({ loss, server, at }) =>
      at <= until + error &&
      takeovers.some((each) => each.workflow === workflow && each.master === server && each.at <= until) &&
      !handlings.some((each) => each.workflow === workflow && each.loss === loss),
  );
}

/** Whether a master that had been lost took a workflow about when it came back: it may have been away still, by what the registry tells. */
function tookOnArrival(facts: Facts, workflow: number): boolean {
  const error = 2 * tolerance(facts, 'audit', 'registry');
  return facts.truth.takeovers.some(
    (takeover) =>
      takeover.workflow === workflow &&
      facts.truth.arrivals.some(({ server, at }) => {
        const since = takeover.at - at;
        return server === takeover.master && since >= -error && since <= REGISTRY_DELAY + error;
      }),
  );
}

/**
 * Whether two sections had a moment in common. One that was cut off lasted nobody knows how long, but was there when it began: within the
 * other, that is the moment.
 */
function sharedBy(one: Section, two: Section, error: number): Certainty | undefined {
  const until = ({ to }: Section) => to ?? Number.POSITIVE_INFINITY;
  const shared = Math.min(until(one), until(two)) - Math.max(one.from, two.from);
  if (one.to !== undefined && two.to !== undefined) return certaintyOf(shared, shared, error);
  const [cut, other] = one.to === undefined ? [one, two] : [two, one];
  const within = other.to === undefined ? 0 : Math.min(cut.from - other.from, other.to - cut.from);
  return within > 0 ? certaintyOf(within, within, error) : certaintyOf(shared, shared, error) && 'near';
}

/** The surest of each two masters and the server that both failed over: they may have done so more than once. */
function lockOverlaps(facts: Facts): readonly Planted[] {
  const error = tolerance(facts, 'log', 'log');
  const found = new Map<string, Planted>();
  for (const [one, two] of pairsOf(facts.truth.sections)) {
    if (one.about !== two.about || one.master === two.master) continue;
    const certainty = sharedBy(one, two, error);
    if (!certainty) continue;
    const subject = [one.about, ...[one.master, two.master].toSorted()].join(' ');
    const known = found.get(subject)?.certainty;
    if (known === 'certain' || (known === 'true' && certainty === 'near')) continue;
    found.set(subject, { anomaly: 'lock-overlap', subject, certainty });
  }
  return [...found.values()];
}
