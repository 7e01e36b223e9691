import { MS_PER_SECOND } from '../../history/time.ts';
import type { Plan } from '../plan-schema.ts';
import { type PlanTime, timesOf } from '../plan-times.ts';
import type { Draw } from '../random.ts';
import { putsOutOfReach } from '../reach.ts';

/** How many times of a plan are moved at once, at most. */
const MOST_MOVED = 3;
/** A small step, ms: races are won by less than a second. */
const STEP_MS = 500;
/** A task needs a moment to be seen running; a link that flaps without a pause would keep the harness busy and nobody else. */
const LEAST_MS: Record<PlanTime['of'], number> = { task: 1_000, hold: 100, trigger: 0, strike: 100 };

/** Moves that are tried; some make no plan that could be run as it says. */
const MOST_TRIED = 20;

/** The same plan with one to three of its times moved: targets, kinds and triggers stay. One with nothing to move is given back. Pure. */
export function mutate(plan: Plan, draw: Draw): Plan {
  let moved = plan;
  let left = draw(1, MOST_MOVED);
  for (let tried = 0; left > 0 && tried < MOST_TRIED; tried += 1) {
    const times = timesOf(moved);
    // Faults are what is explored: a task's length is moved one time in four.
    const ofFaults = times.filter(({ of }) => of !== 'task');
    const among = ofFaults.length > 0 && draw(1, 4) > 1 ? ofFaults : times;
    const time = among[draw(0, among.length - 1)];
    const next = time?.to(Math.max(LEAST_MS[time.of], move(time.ms, plan, draw)));
    if (!next || putsOutOfReach(plan, next)) continue;
    moved = next;
    left -= 1;
  }
  return moved;
}

/** Another time: a step away, a quarter away, about the session timeout (where failovers begin), or anything up to twice as long. */
function move(ms: number, { cluster }: Plan, draw: Draw): number {
  const session = cluster.sessionTimeoutSeconds * MS_PER_SECOND;
  switch (draw(1, 4)) {
    case 1:
      return ms + draw(-STEP_MS, STEP_MS);
    case 2:
      return ms + draw(-Math.round(ms / 4), Math.round(ms / 4));
    case 3:
      return session + draw(-2 * STEP_MS, 4 * STEP_MS);
    default:
      return draw(0, 2 * ms + 4 * STEP_MS);
  }
}
