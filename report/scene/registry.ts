import { toSeconds } from '../../history/time.ts';
import type { LinkLane, SessionBar, SessionLane } from '../timeline/model.ts';
import type { Clock } from './clock.ts';
import { laneBottom, laneTop } from './measures.ts';
import type { SceneItem, SceneLane } from './model.ts';
import { type Group, inTime, stack } from './stack.ts';

const barHeight = 13;

/** A server's sessions, with the stretches in which nothing carried them. */
export function sessionLane(lane: SessionLane, clock: Clock): SceneLane {
  const { rows, bottom } = stack(
    lane.sessions.map((session) => sessionGroup(session, lane.server, clock)),
    { top: laneTop, height: barHeight },
  );
  const title = lane.server ?? 'unknown owner';
  const height = bottom + laneBottom;
  return { group: 'sessions', title, detail: 'session', height, workflow: null, rows };
}

function sessionGroup(bar: SessionBar, server: string | null, clock: Clock): Group {
  const { session, timeout, reason, events } = bar;
  const granted = timeout === null ? 'timeout unknown' : `timeout ${toSeconds(timeout)} s`;
  const ended = reason === null ? '' : `, ${reason}`;
  const title = `session ${session} of ${server ?? 'an unknown owner'}, ${granted}, ${clock.during(bar)}${ended}`;
  const look = { shape: 'bar', tone: 'session', ...clock.edges(bar) } as const;
  const end = clock.edges({ from: bar.to, to: bar.to });
  return {
    items: [{ ...look, label: `${session} · ${granted}`, title, events }],
    over: [
      ...bar.unconnected.map((span): SceneItem => {
        return { shape: 'bar', tone: 'unconnected', ...clock.edges(span), label: '', title, events: span.events };
      }),
      ...(reason === 'expired' || reason === 'unknown'
        ? [{ shape: 'flag', tone: 'expired', ...end, label: reason, title, events } as const]
        : []),
    ],
  };
}

/** What the proxy did on top, whether a connection went through it below. */
export function linkLane(lane: LinkLane, clock: Clock): SceneLane {
  const disturbed = stack(
    lane.disturbances.map(({ what, events, ...span }): Group => {
      const title = `link ${lane.link}: ${what}, ${clock.during(span)}`;
      return { items: [{ shape: 'bar', tone: 'disturbed', ...clock.edges(span), label: what, title, events }] };
    }),
    { top: laneTop, height: barHeight },
  );
  const items = lane.connected.map((span): SceneItem => {
    const title = `link ${lane.link} carried a connection ${clock.during(span)}`;
    return { shape: 'line', tone: 'connected', ...clock.edges(span), label: '', title, events: span.events };
  });
  const row = { y: disturbed.bottom + 2, height: 5, items: inTime(items), over: [] };
  return {
    group: 'links',
    title: lane.link,
    detail: 'link',
    height: row.y + row.height + laneBottom,
    workflow: null,
    rows: [...disturbed.rows, row],
  };
}
