import type { HistoryEvent } from '../../history/event.ts';
import type { Micros } from '../../history/time.ts';
import type { SessionBar, SessionLane, Span } from './model.ts';

type Open = { -readonly [Key in keyof Omit<SessionBar, 'events' | 'unconnected'>]: SessionBar[Key] } & {
  server: string | null;
  events: number[];
  unconnected: Span[];
  /** Since when no connection carries it, and the event that says so. */
  alone: { at: Micros; event: number } | null;
};
type SessionEvent = Extract<HistoryEvent, { type: `session.${string}` }>;

/** @returns a lane for each server that owned a session, and one for those of nobody, by name; sessions in order of their beginning. */
export function sessionLanes(events: readonly HistoryEvent[], end: Micros): SessionLane[] {
  const all: Open[] = [];
  const open = new Map<string, Open>();
  for (const event of events) {
    if (!isSessionEvent(event)) continue;
    const bar = open.get(event.session) ?? begin(event, end);
    if (!open.has(event.session)) all.push(bar);
    open.set(event.session, bar);
    bar.events.push(event.seq);
    follow(bar, event);
    if (event.type === 'session.end') open.delete(event.session);
  }
  for (const bar of open.values()) connect(bar, end, null);
  const order = [...Map.groupBy(all, (bar) => bar.server)].toSorted(([left], [right]) => byName(left, right));
  return order.map(([server, sessions]) => ({
    server,
    sessions: sessions.map(({ server: _, alone: __, ...bar }) => bar),
  }));
}

/** Nobody's last. */
function byName(left: string | null, right: string | null): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
  return left < right ? -1 : 1;
}

function isSessionEvent(event: HistoryEvent): event is SessionEvent {
  return event.type.startsWith('session.');
}

function begin({ session, at }: SessionEvent, end: Micros): Open {
  const unknown = { timeout: null, reason: null, server: null, alone: null };
  return { session, from: at, to: end, open: true, ...unknown, unconnected: [], events: [] };
}

function follow(bar: Open, event: SessionEvent): void {
  switch (event.type) {
    case 'session.open':
      bar.timeout = event.timeout;
      break;
    case 'session.own':
      bar.server = event.server;
      break;
    case 'session.move':
      if (event.connection !== null) connect(bar, event.at, event.seq);
      else bar.alone ??= { at: event.at, event: event.seq };
      break;
    case 'session.end':
      connect(bar, event.at, event.seq);
      bar.to = event.at;
      bar.open = false;
      bar.reason = event.reason;
      break;
    default:
      event satisfies never;
  }
}

/** Ends the stretch without a connection, if there is one. */
function connect(bar: Open, at: Micros, event: number | null): void {
  if (!bar.alone) return;
  const events = event === null ? [bar.alone.event] : [bar.alone.event, event];
  bar.unconnected.push({ from: bar.alone.at, to: at, open: event === null, events });
  bar.alone = null;
}
