import type { HistoryEvent } from '../history/event.ts';
import type { Dispatch } from './dispatches.ts';
import type { Execution } from './executions.ts';
import { sendersOf } from './senders.ts';
import { Situation } from './situation.ts';
import { inTimeOrder } from './time-order.ts';

/**
 * Whoever the worker says sent it, at the latest when it says so; where no worker says it, the writer of the row DISPATCH, or else of the insert.
 * Nothing where the worker's lines leave more than one.
 */
export function dispatcherOf(situation: Situation, execution: Execution): Dispatch | undefined {
  const { claims, complete, receipts } = sendersOf(situation, execution);
  const last = receipts.at(-1);
  if (!last) return situation.dispatches.of(execution);
  const isSole = complete && claims.every(({ server }) => server === last.server);
  return isSole ? { at: last.at, seq: last.seq, writer: last.server } : undefined;
}

/** @returns by execution, who dispatched it, as the findings' sentences say it; those of which nobody knows are not in it. Events in any order. */
export function dispatchersOf(events: Iterable<HistoryEvent>): ReadonlyMap<string, Dispatch> {
  const [begin, ...ordered] = inTimeOrder(events);
  if (begin?.type !== 'run.begin') return new Map();
  const situation = new Situation(begin);
  for (const event of ordered) situation.observe(event);
  return new Map(
    [...situation.executions.all()].flatMap((execution) => {
      const dispatch = dispatcherOf(situation, execution);
      return dispatch ? [[execution.name, dispatch] as const] : [];
    }),
  );
}
