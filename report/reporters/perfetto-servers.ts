import type { HistoryEvent } from '../../history/event.ts';
import type { Mark, ServerLane, SessionBar, Timeline } from '../timeline/model.ts';
import type { Slice, Trace } from './trace.ts';

/** A group of threads for each server: what it owned, its container, its sessions, its links, and what it logged. */
export function drawServers(
  trace: Trace,
  timeline: Timeline,
  events: readonly HistoryEvent[],
): ReadonlyMap<string, number> {
  const pids = new Map<string, number>();
  const logs = Map.groupBy(
    events.filter((event) => event.type === 'log'),
    ({ server }) => server,
  );
  // A log, a link or a session may be of a server of which nothing else is told.
  const strangers = [
    ...timeline.links.map(({ server }) => server),
    ...logs.keys(),
    ...timeline.dispatches.map(({ server }) => server),
  ];
  const known = new Set(timeline.servers.map(({ server }) => server));
  const lanes = [...timeline.servers, ...[...new Set(strangers)].filter((server) => !known.has(server)).map(stranger)];
  for (const lane of lanes) {
    const { server } = lane;
    const pid = trace.process(`${server} (${lane.role})`);
    pids.set(server, pid);
    trace.slices(
      pid,
      'owns',
      'ownership',
      lane.ownerships.map(({ workflow, epoch, events: shownBy, ...span }) => {
        return { ...span, name: `workflow ${workflow}, epoch ${epoch}`, args: { workflow, epoch, events: shownBy } };
      }),
    );
    trace.slices(
      pid,
      'container',
      'container',
      lane.outages.map(({ kind, events: shownBy, ...span }) => {
        return { ...span, name: kind, args: { events: shownBy } };
      }),
    );
    const sessions = timeline.sessions.filter((each) => each.server === server).flatMap((each) => each.sessions);
    trace.slices(pid, 'session', 'session', sessions.map(sessionSlice));
    for (const link of timeline.links.filter((each) => each.server === server)) {
      trace.slices(
        pid,
        `link ${link.link}: disturbed`,
        'link',
        link.disturbances.map(({ what, events: shownBy, ...span }) => {
          return { ...span, name: what, args: { events: shownBy } };
        }),
      );
      trace.slices(
        pid,
        `link ${link.link}: connected`,
        'link',
        link.connected.map(({ events: shownBy, ...span }) => {
          return { ...span, name: 'connected', args: { events: shownBy } };
        }),
      );
    }
    trace.instants(pid, 'marks', 'mark', lane.marks.map(markMoment));
    trace.instants(
      pid,
      'log',
      'log',
      (logs.get(server) ?? []).map(({ fact, at, seq, source, type, mono, server: _, ...line }) => {
        return { name: fact, from: at, args: { ...line, events: [seq] } };
      }),
    );
  }
  const nobodys = timeline.sessions
    .filter(({ server }) => server === null || !pids.has(server))
    .flatMap((each) => each.sessions);
  if (nobodys.length > 0)
    trace.slices(trace.process('sessions of nobody known'), 'session', 'session', nobodys.map(sessionSlice));
  return pids;
}

function stranger(server: string): ServerLane {
  return { server, role: 'not in the plan', outages: [], faults: [], ownerships: [], marks: [] };
}

function sessionSlice({ session, timeout, unconnected, reason, from, to, events }: SessionBar): Slice {
  return {
    name: session,
    from,
    to,
    args: { timeoutMicros: timeout, ended: reason ?? 'not in the history', events },
    within: unconnected.map(({ events: shownBy, ...span }) => ({
      ...span,
      name: 'no connection',
      args: { events: shownBy },
    })),
  };
}

export function markMoment({ label, at, events }: Mark): Omit<Slice, 'to' | 'within'> {
  return { name: label, from: at, args: { events } };
}
