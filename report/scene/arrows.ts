import type { Timeline } from '../timeline/model.ts';
import type { Clock } from './clock.ts';
import type { SceneArrow, SceneLane } from './model.ts';

/** An arrow for each execution whose sender is known, and has a lane, from the epoch in which it owned the workflow, if it did then. */
export function arrowsOf(
  timeline: Timeline,
  lanes: readonly SceneLane[],
  clock: Clock,
  toneOf: (owner: string) => string,
): SceneArrow[] {
  const serverLanes = new Map(lanes.flatMap((lane, index) => (lane.group === 'masters' ? [[lane.title, index]] : [])));
  const senders = new Map(timeline.dispatches.map((dispatch) => [dispatch.execution, dispatch]));
  return lanes.flatMap((lane, toLane) => {
    if (lane.group !== 'task' || lane.workflow === null) return [];
    const { workflow } = lane;
    return lane.rows.flatMap((row) =>
      row.items.flatMap((item): SceneArrow[] => {
        const { execution } = item;
        const sender = execution === undefined ? undefined : senders.get(execution);
        const fromLane = serverLanes.get(sender?.server ?? '');
        if (execution === undefined || !sender || fromLane === undefined) return [];
        // The row that tells of a dispatch is written after it, often after the process began: an arrow never runs backwards.
        const from = Math.min(clock.since(sender.at), item.from);
        const toY = row.y + row.height / 2;
        const fromY = sourceY(lanes[fromLane], workflow, from);
        const place = { fromLane, fromY, toLane, toY };
        return [
          { tone: toneOf(sender.server), from, to: item.from, ...place, workflow, execution, event: sender.event },
        ];
      }),
    );
  });
}

function sourceY(lane: SceneLane | undefined, workflow: number, at: number): number {
  const row = lane?.rows.find(({ items }) =>
    items.some((item) => item.workflow === workflow && item.shape === 'bar' && item.from <= at && at <= item.to),
  );
  return row ? row.y + row.height / 2 : (lane?.height ?? 0) - 12;
}
