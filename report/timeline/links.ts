import type { EventOf, HistoryEvent } from '../../history/event.ts';
import type { Micros } from '../../history/time.ts';
import type { LinkLane } from './model.ts';
import { type Change, stretches } from './stretches.ts';

type Told = EventOf<'link.state' | 'link.connect' | 'link.cut' | 'link.traffic'>;

/** @returns a lane for each link that something is told of, in order of their names. */
export function linkLanes(events: readonly HistoryEvent[], end: Micros): LinkLane[] {
  const told = events.filter((event): event is Told => event.source === 'link' && event.type !== 'link.dropped');
  return [...Map.groupBy(told, (event) => event.link)]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([link, own]) => ({
      link,
      server: own[0]?.server ?? '',
      connected: stretches(connections(own), end).map(({ value: _, ...span }) => span),
      disturbances: stretches(states(own), end).map(({ value, ...span }) => ({ what: value, ...span })),
    }));
}

function states(events: readonly Told[]): Change<string>[] {
  return events.flatMap((event): Change<string>[] => {
    if (event.type !== 'link.state') return [];
    const what = [...(event.enabled ? [] : ['closed']), ...event.toxics].join(', ');
    return [{ at: event.at, event: event.seq, value: what === '' ? null : what }];
  });
}

function connections(events: readonly Told[]): Change<true>[] {
  const open = new Set<string>();
  return events.flatMap((event): Change<true>[] => {
    if (event.type !== 'link.connect' && event.type !== 'link.cut') return [];
    if (event.type === 'link.connect') open.add(event.client);
    else open.delete(event.client);
    return [{ at: event.at, event: event.seq, value: open.size > 0 ? true : null }];
  });
}
