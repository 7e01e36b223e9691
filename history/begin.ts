import type { EventOf, HistoryEvent } from './event.ts';

/** The header of a history; nothing where it was lost. */
export function beginOf(events: readonly HistoryEvent[]): EventOf<'run.begin'> | undefined {
  return events.find((event): event is EventOf<'run.begin'> => event.type === 'run.begin');
}
