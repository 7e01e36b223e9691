import { problemsOf, taskNames } from '../plan-problems.ts';
import type { Plan } from '../plan-schema.ts';
import { type PlanTime, timesOf } from '../plan-times.ts';
import { putsOutOfReach } from '../reach.ts';
import { ddmin } from './ddmin.ts';
import { keepFaults, keepTasks, keepWorkflows } from './without.ts';

/** A smaller plan that is to be tried. */
export interface Candidate {
  readonly plan: Plan;
  /** What makes it smaller, for people: `1 of 5 faults: cut`. */
  readonly what: string;
}

/** Yields plans to try, and is told whether the finding was still seen. It returns the last that was, or the plan that it began with. */
export type PlanSearch = Generator<Candidate, Plan, boolean>;

/** No time is shortened below these, ms: a task needs a moment to be seen running, a fault to take effect. */
const LEAST_MS: Record<Exclude<PlanTime['of'], 'strike'>, number> = { task: 1_000, hold: 1_000, trigger: 0 };
/** Times are not halved any more where less than this would be gained, ms. */
const WORTH_MS = 500;

/**
 * Looks for a smaller plan: fewer faults, workflows, tasks, shorter times, round after round until a whole round takes nothing away; fewer servers at
 * the very end, where that is wanted, since each step of it takes a cluster of its own. Every plan that it yields can be run. Pure.
 */
export function* smallerPlans(plan: Plan, { servers }: { readonly servers: boolean }): PlanSearch {
  let current = plan;
  for (let before: Plan | undefined; before !== current; ) {
    before = current;
    for (const pass of [fewerFaults, fewerWorkflows, fewerTasks, fewerTasksEach, shorterTimes])
      current = yield* pass(current);
  }
  return servers ? yield* fewerServers(current) : current;
}

/** At least one stays where there is one: a finding without any fault before it is another finding. */
function fewerFaults(plan: Plan): PlanSearch {
  const names = plan.faults.map(({ fault }) => fault);
  return fewest(plan, names, (kept) => keepFaults(plan, new Set(kept)), {
    least: Math.min(1, names.length),
    what: (kept) => `${kept.length} of ${names.length} faults: ${kept.join(', ')}`,
  });
}

function fewerWorkflows(plan: Plan): PlanSearch {
  const places = plan.workflows.map((_, place) => place);
  return fewest(plan, places, (kept) => keepWorkflows(plan, new Set(kept)), {
    least: 1,
    what: (kept) => `${kept.length} of ${places.length} workflows`,
  });
}

/** A task goes from all workflows at once, since faults and the finding call it by its name. */
function fewerTasks(plan: Plan): PlanSearch {
  const names = taskNames(plan);
  return fewest(plan, names, (kept) => keepTasks(plan, (_, task) => kept.includes(task)), {
    least: 1,
    what: (kept) => `${kept.length} of ${names.length} tasks: ${kept.join(', ')}`,
  });
}

function* fewerTasksEach(plan: Plan): PlanSearch {
  if (plan.workflows.length < 2) return plan;
  const tasks = plan.workflows.flatMap((workflow, place) => workflow.tasks.map(({ name }) => ({ place, name })));
  const keep = (kept: typeof tasks): Plan | undefined => {
    const wanted = new Set(kept.map(({ place, name }) => `${place}/${name}`));
    return keepTasks(plan, (place, name) => wanted.has(`${place}/${name}`));
  };
  return yield* fewest(plan, tasks, (kept) => keep([...kept]), {
    least: plan.workflows.length,
    what: (kept) => `${kept.length} of ${tasks.length} tasks of all workflows`,
  });
}

/** Each time is halved as long as that is seen, the longest first. What a fault does stays: a shorter flap is no smaller one. */
function* shorterTimes(plan: Plan): PlanSearch {
  const names = timesOf(plan)
    .filter(({ of }) => of !== 'strike')
    .toSorted((a, b) => b.ms - a.ms)
    .map(({ name }) => name);
  let current = plan;
  for (const name of names) {
    for (;;) {
      const time = timesOf(current).find((each) => each.name === name);
      if (!time || time.of === 'strike') break;
      const ms = Math.max(LEAST_MS[time.of], Math.round(time.ms / 2));
      if (time.ms - ms < WORTH_MS) break;
      const shorter = time.to(ms);
      if (putsOutOfReach(current, shorter)) break;
      if (!(yield { plan: shorter, what: `${name}: ${ms} ms instead of ${time.ms}` })) break;
      current = shorter;
    }
  }
  return current;
}

function* fewerServers(plan: Plan): PlanSearch {
  let current = plan;
  for (const role of ['masters', 'workers'] as const) {
    while (current.cluster[role] > 1) {
      const servers = current.cluster[role] - 1;
      const fewer = { ...current, cluster: { ...current.cluster, [role]: servers } };
      if (problemsOf(fewer).length > 0 || !(yield { plan: fewer, what: `${servers} ${role}` })) break;
      current = fewer;
    }
  }
  return current;
}

interface Choice<Item> {
  readonly least: number;
  readonly what: (kept: readonly Item[]) => string;
}

/** The plan with the fewest of some items; a plan that could not be run is not tried. */
function* fewest<Item>(
  plan: Plan,
  items: readonly Item[],
  keep: (kept: readonly Item[]) => Plan | undefined,
  { least, what }: Choice<Item>,
): PlanSearch {
  let current = plan;
  const search = ddmin(items, least);
  let step = search.next();
  while (!step.done) {
    const smaller = keep(step.value);
    const seen =
      smaller !== undefined && problemsOf(smaller).length === 0 && (yield { plan: smaller, what: what(step.value) });
    if (seen) current = smaller;
    step = search.next(seen);
  }
  return current;
}
