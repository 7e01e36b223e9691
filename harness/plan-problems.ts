import type { Plan, PlannedFault, PlannedOccasion, PlannedWorkflow } from './plan-schema.ts';
import { roleOfPoint } from './strikes.ts';
import { noTask, targetProblem } from './target-problem.ts';

/**
 * What the schema cannot tell of a plan: names of nothing, roles that nobody has, faults that wait for each other. A plan that a scenario makes
 * has none of it; one that was cut down or changed may.
 * @returns a sentence each; none where it can be run.
 */
export function problemsOf(plan: Plan): readonly string[] {
  const { expect, subWorkflows = [] } = plan;
  const tasks = [...taskNames(plan), ...taskNames({ workflows: subWorkflows })];
  return [
    ...plan.workflows.flatMap((workflow) => problemsOfWorkflow(workflow, subWorkflows)),
    ...subWorkflows.flatMap((workflow, index) => problemsOfWorkflow(workflow, subWorkflows.slice(0, index))),
    ...plan.faults.flatMap((fault, index) => problemsOfFault(fault, index, plan, tasks)),
    ...(expect?.task === undefined || tasks.includes(expect.task) ? [] : [noTask(expect.task, tasks)]),
  ];
}

/** Names of the tasks of a plan's workflows, each once. */
export function taskNames({ workflows }: Pick<Plan, 'workflows'>): readonly string[] {
  return [...new Set(workflows.flatMap(({ tasks }) => tasks.map(({ name }) => name)))];
}

function problemsOfWorkflow(
  { name: workflow, tasks }: PlannedWorkflow,
  subWorkflows: readonly PlannedWorkflow[],
): readonly string[] {
  return tasks.flatMap(({ name, after, runs }, index) => {
    const earlier = tasks.slice(0, index).map((task) => task.name);
    return [
      ...(earlier.includes(name) ? [`${workflow}: two tasks are named ${name}`] : []),
      ...(runs === undefined || subWorkflows.some((each) => each.name === runs)
        ? []
        : [`${workflow}: ${runs} is no sub-workflow listed before`]),
      ...after
        .filter((before) => !earlier.includes(before))
        .map((before) => `${workflow}: ${before} is no task listed before ${name}`),
    ];
  });
}

function problemsOfFault(
  { fault, strike, target, when, heal }: PlannedFault,
  index: number,
  { cluster, faults }: Plan,
  tasks: readonly string[],
): readonly string[] {
  const names = faults.map((each) => each.fault);
  const earlier = names.slice(0, index);
  const point = strike.kind === 'failpoint' ? strike : undefined;
  const scene = { ...cluster, tasks, earlier, fault, needs: point && roleOfPoint(point.point) };
  const wrongRoles = [target, ...(strike.kind === 'partition' ? [strike.from] : [])].flatMap(
    (text) => targetProblem(strike.kind, text, scene) ?? [],
  );
  const noLink = 'link' in strike && !cluster.links.includes(strike.link);
  const occasions = [when.occasion, ...('when' in heal ? [heal.when.occasion] : [])];
  return [
    ...(earlier.includes(fault) ? [`two faults are named ${fault}`] : []),
    ...wrongRoles,
    ...(point && !cluster.failpoints ? [`${fault}: this plan's servers have no failpoints`] : []),
    ...(point?.task === undefined || tasks.includes(point.task) ? [] : [noTask(point.task, tasks)]),
    ...(noLink ? [`${fault}: no link leads to the ${strike.link} in this plan's cluster`] : []),
    ...occasions.flatMap((occasion) => problemsOfOccasion(occasion, names, tasks)),
    ...(waitsForItself(fault, faults) ? [`the fault ${fault} waits for itself`] : []),
  ];
}

function problemsOfOccasion(
  occasion: PlannedOccasion,
  faults: readonly string[],
  tasks: readonly string[],
): readonly string[] {
  if (occasion.on === 'task' && !tasks.includes(occasion.task)) return [noTask(occasion.task, tasks)];
  if (occasion.on === 'fault' && !faults.includes(occasion.fault)) return [`there is no fault ${occasion.fault}`];
  return [];
}

/** Whether the fault's trigger waits, over however many others, for the fault. */
function waitsForItself(name: string, faults: readonly PlannedFault[]): boolean {
  let at: string | undefined = name;
  for (let steps = 0; steps <= faults.length; steps += 1) {
    const occasion: PlannedOccasion | undefined = faults.find(({ fault }) => fault === at)?.when.occasion;
    at = occasion?.on === 'fault' ? occasion.fault : undefined;
    if (at === name) return true;
  }
  return false;
}
