import type { EventOf, HistoryEvent } from '../../history/event.ts';
import type { Micros } from '../../history/time.ts';
import type { FaultBand, Mark, Outage, Ownership, ServerLane, Takeover } from './model.ts';
import { type Change, stretches } from './stretches.ts';

type ContainerEvent = Extract<HistoryEvent, { source: 'engine' }>;

interface Parts {
  readonly begin: EventOf<'run.begin'> | undefined;
  readonly faults: readonly FaultBand[];
  readonly ownerships: readonly Ownership[];
  readonly takeovers: readonly Takeover[];
}

/** @returns a lane for each server of the run, and for any other that something is told of. */
export function serverLanes(events: readonly HistoryEvent[], parts: Parts, end: Micros): ServerLane[] {
  const containers = Map.groupBy(events.filter(isContainerEvent), (event) => event.server);
  const roles = new Map((parts.begin?.servers ?? []).map((server) => [server.name, server.role]));
  const named = [
    ...parts.faults.map((fault) => fault.target),
    ...parts.ownerships.map((span) => span.owner),
    ...containers.keys(),
  ];
  return [...new Set([...roles.keys(), ...named])].map((server) => {
    const own = containers.get(server) ?? [];
    const missed = missedFaults(events, parts.begin, server);
    return {
      server,
      role: roles.get(server) ?? 'not in the plan',
      outages: outages(own, end),
      faults: parts.faults.filter((fault) => fault.target === server),
      ownerships: parts.ownerships.filter((span) => span.owner === server),
      marks: [...own.map(containerMark), ...parts.takeovers.filter((each) => each.to === server), ...missed],
    };
  });
}

function isContainerEvent(event: HistoryEvent): event is ContainerEvent {
  return event.source === 'engine';
}

function outages(events: readonly ContainerEvent[], end: Micros): Outage[] {
  const changes = events.flatMap((event): Change<Outage['kind']>[] => {
    const value = stateAfter(event);
    return value === 'as before' ? [] : [{ at: event.at, event: event.seq, value: value === 'up' ? null : value }];
  });
  return stretches(changes, end).map(({ value, ...span }) => ({ kind: value, ...span }));
}

function stateAfter(event: ContainerEvent): Outage['kind'] | 'up' | 'as before' {
  switch (event.type) {
    case 'container.die':
      return 'dead';
    case 'container.pause':
      return 'paused';
    case 'container.start':
    case 'container.unpause':
    case 'container.restart':
      return 'up';
    case 'container.oom': // a process was killed; whether the container dies with it is told by `die`
      return 'as before';
    default:
      return event satisfies never;
  }
}

function containerMark(event: ContainerEvent): Mark {
  const what = event.type.slice('container.'.length);
  const exit = event.type === 'container.die' && event.exitCode !== null ? ` (exit code ${event.exitCode})` : '';
  return { kind: 'container', at: event.at, label: `container ${what}${exit}`, events: [event.seq] };
}

function missedFaults(events: readonly HistoryEvent[], begin: Parts['begin'], server: string): Mark[] {
  const begun = events.flatMap((event) => (event.type === 'fault.begin' ? [event] : []));
  return events.flatMap((event): Mark[] => {
    if (event.type !== 'fault.missed') return [];
    const target = [...begun, ...(begin?.faults ?? [])].find((fault) => fault.fault === event.fault)?.target;
    if (target !== server) return [];
    const label = `fault ${event.fault}: ${event.step} missed: ${event.reason}`;
    return [{ kind: 'missed', at: event.at, label, events: [event.seq] }];
  });
}
