import { MICROS_PER_SECOND, type Micros } from '../history/time.ts';
import type { Situation } from './situation.ts';

/** @returns the moment of the last verified heal, of the run's begin without faults, nothing where one that began was never verified healed. */
export function healedSince(situation: Situation): Micros | undefined {
  const begun = situation.faults.all().filter((story) => story.begin !== undefined);
  return finite(begun.map((story) => story.healed?.at ?? Number.POSITIVE_INFINITY).reduce(later, situation.begin.at));
}

/**
 * @returns the moment from which the grace counts: the last verified heal or submission; nothing where a fault was never verified
 * healed. The grace is a promise and not a measurement: it is compared as it is, without the clocks' error.
 */
export function quietSince(situation: Situation): Micros | undefined {
  const healed = healedSince(situation) ?? Number.POSITIVE_INFINITY;
  return finite(later(healed, later(situation.workflows.lastInserted, situation.submissions.lastAcknowledged)));
}

/** Whether a process of a workflow, or of what may be its sub-workflows, may still run at a moment of the harness's clock. */
export function mayRun(situation: Situation, workflow: number, at: Micros): boolean {
  return situation
    .withSubWorkflows(workflow)
    .flatMap((part) => situation.executions.ofWorkflow(part))
    .some((execution) => situation.mayBeAlive(execution, at));
}

/**
 * @returns the moment by which no task instance of a workflow, or of what may be its sub-workflows, may wait out its delay any more, as far as its rows tell: before it nobody can say that a task
 * which does not run is late. It counts from the latest row, at or after the submission from which the scheduler counts.
 */
export function delayedUntil(situation: Situation, workflow: number): Micros {
  return situation
    .withSubWorkflows(workflow)
    .flatMap((part) => situation.taskRows.ofWorkflow(part))
    .filter(({ final }) => !final)
    .map((row) => row.at + (situation.task(row)?.delay ?? Number.NEGATIVE_INFINITY) * MICROS_PER_SECOND)
    .reduce(later, Number.NEGATIVE_INFINITY);
}

function later(a: Micros, b: Micros): Micros {
  return Math.max(a, b);
}

function finite(at: Micros): Micros | undefined {
  return Number.isFinite(at) ? at : undefined;
}
