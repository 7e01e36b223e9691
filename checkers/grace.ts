import type { Micros } from '../history/time.ts';
import type { Situation } from './situation.ts';

/** @returns the moment of the last verified heal, of the run's begin without faults, nothing where one that began was never verified healed. */
export function healedSince(situation: Situation): Micros | undefined {
  const begun = situation.faults.all().filter((story) => story.begin !== undefined);
  return finite(begun.map((story) => story.healed?.at ?? Number.POSITIVE_INFINITY).reduce(later, situation.begin.at));
}

/**
 * @returns the moment from which the grace counts: the last verified heal or submission; nothing where a fault was never verified
 * healed. The grace is a promise and not a measurement: it is compared as it is, without the clocks' error.
 * Cost: one look at each workflow and each call that started one.
 */
export function quietSince(situation: Situation): Micros | undefined {
  const healed = healedSince(situation) ?? Number.POSITIVE_INFINITY;
  const inserted = [...situation.workflows.all()].map((workflow) => workflow.inserted.at);
  const acknowledged = [...situation.submissions.all()].flatMap(({ acknowledged: moments }) => moments);
  return finite([...inserted, ...acknowledged.map(({ at }) => at)].reduce(later, healed));
}

function later(a: Micros, b: Micros): Micros {
  return Math.max(a, b);
}

function finite(at: Micros): Micros | undefined {
  return Number.isFinite(at) ? at : undefined;
}
