import type { HistoryEvent } from '../../history/event.ts';
import { keyOf } from '../../history/task-key.ts';
import type { SceneLane } from './model.ts';

/** Where each lane is among all. */
export interface LanePlaces {
  readonly servers: ReadonlyMap<string, number>;
  readonly sessions: ReadonlyMap<string, number>;
  readonly links: ReadonlyMap<string, number>;
  readonly workflows: ReadonlyMap<number, number>;
  /** By `workflow/task`. */
  readonly tasks: ReadonlyMap<string, number>;
  readonly harness: number;
}

/** @returns for each event the place of the lane that it is about, -1 where there is none. One pass. */
export function lanesOf(events: readonly HistoryEvent[], places: LanePlaces): number[] {
  const executions = new Map<string, number>();
  const sessions = new Map<string, string>();
  for (const event of events) {
    if (event.type === 'execution.start') executions.set(event.execution, places.tasks.get(keyOf(event)) ?? -1);
    if (event.type === 'session.own') sessions.set(event.session, event.server);
  }
  const ofSession = (session: string | null) => places.sessions.get(sessions.get(session ?? '') ?? '') ?? -1;
  const faults = new Map<string, number>();
  return events.map((event): number => {
    switch (event.source) {
      case 'witness':
        return executions.get(event.execution) ?? -1;
      case 'audit':
        if (event.table === 'task') return places.tasks.get(keyOf(event)) ?? -1;
        return places.workflows.get(event.workflow ?? -1) ?? -1;
      case 'registry':
        return event.type === 'registry.lead' ? -1 : ofSession(event.session);
      case 'link':
        return event.type === 'link.dropped'
          ? (places.servers.get(event.server) ?? -1)
          : (places.links.get(event.link) ?? -1);
      case 'engine':
      case 'log':
        return places.servers.get(event.server) ?? -1;
      case 'nemesis':
        if (event.type === 'fault.begin') faults.set(event.fault, places.servers.get(event.target) ?? -1);
        return faults.get(event.fault) ?? -1;
      case 'client':
      case 'harness':
        return places.harness;
      default:
        return event satisfies never;
    }
  });
}

/** The lane of what the harness itself did and called. */
export const harnessLane: SceneLane = {
  group: 'harness',
  title: 'doublerun',
  detail: 'its own calls',
  height: 22,
  workflow: null,
  rows: [],
};
