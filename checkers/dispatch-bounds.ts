import type { Micros } from '../history/time.ts';
import type { Execution, Moment } from './executions.ts';
import type { Situation } from './situation.ts';

/** When a server sent an execution's task to its worker: between two moments, the clocks' errors taken in. */
export interface DispatchBounds {
  readonly writer: string;
  readonly earliest: Micros;
  readonly latest: Micros;
  /** False where the bounds contradict each other: then the audit names the wrong server, or another dispatch. */
  readonly sound: boolean;
  /** The events that set the bounds, and the one that names the server. */
  readonly events: readonly Moment[];
}

interface Bound {
  readonly at: Micros;
  readonly event: Moment;
}

/**
 * Masters send first and write the row DISPATCH afterwards, so that no event is the dispatch itself. It came after the insert of the task
 * instance, after the server had the workflow for the first time, after its row that put the task instance in its queue, and after
 * its log line that it was about to send it; and before its row DISPATCH, its log line that it had, and the process's own start.
 * Log lines count only where no gap can hide others.
 * @returns nothing where the audit does not tell the server, or tells one that is no master.
 */
export function dispatchBounds(situation: Situation, execution: Execution): DispatchBounds | undefined {
  const story = situation.dispatches.storyOf(execution);
  if (!story || (situation.roleOf(story.writer) ?? 'master') !== 'master') return undefined;
  const { audit, witness, log = 0 } = situation.begin.uncertainty;
  const logged = situation.hasWitness('log') && !situation.hasGap('log') ? story.round : undefined;
  const owned = situation.workflows.owners(execution.workflow).find(({ owner }) => owner === story.writer);
  const after = [
    ...bound(story.inserted, -audit),
    ...bound(owned, -audit),
    ...bound(story.round?.queued, -audit),
    ...bound(logged?.dispatching, -log),
  ];
  const before = [
    ...bound(story.sent, audit),
    ...bound(logged?.dispatched, log),
    { at: execution.start.at + witness, event: execution.start },
  ];
  const first = after.toSorted((a, b) => b.at - a.at)[0];
  const last = before.toSorted((a, b) => a.at - b.at)[0];
  const earliest = first?.at ?? Number.NEGATIVE_INFINITY;
  const latest = last?.at ?? Number.POSITIVE_INFINITY;
  const events = [story, first?.event, last?.event].filter((event) => event !== undefined);
  return { writer: story.writer, earliest, latest, sound: earliest <= latest, events };
}

function bound(event: Moment | undefined, error: Micros): readonly Bound[] {
  return event ? [{ at: event.at + error, event }] : [];
}
