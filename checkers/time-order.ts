import type { HistoryEvent } from '../history/event.ts';

/** Events of one moment keep the order in which they were learnt: one source never tells them the wrong way round. */
function byTime(a: HistoryEvent, b: HistoryEvent): number {
  return edge(a) - edge(b) || a.at - b.at || a.seq - b.seq;
}

/** A run's header and end enclose all else, whatever the clocks of others say. */
function edge(event: HistoryEvent): -1 | 0 | 1 {
  if (event.type === 'run.begin') return -1;
  return event.type === 'run.end' ? 1 : 0;
}

/**
 * The journal is in the order of learning; rows are polled and arrive late. @returns the events in the order of happening:
 * by `at`, then `seq`; `run.begin` first, `run.end` last. O(n log n) for a stored history of n events.
 */
export function inTimeOrder(events: Iterable<HistoryEvent>): readonly HistoryEvent[] {
  return [...events].sort(byTime);
}
