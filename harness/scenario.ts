import { z } from 'zod';
import { anomalies } from '../checkers/finding.ts';
import { cronSteps } from '../cluster/dolphinscheduler/family.ts';
import { VERSION_RANGE } from '../cluster/dolphinscheduler/version-range.ts';
import { fixNames } from '../cluster/scheduler-settings.ts';
import { neighbours, zookeeperCounts } from '../cluster/topology.ts';
import { contractSchema } from '../history/events/run.ts';
import { faultSchema, type ScenarioFault } from './scenario-fault.ts';
import { nameSchema, quantity, seconds } from './scenario-values.ts';
import { roleOfPoint } from './strikes.ts';
import { noTask, targetProblem } from './target-problem.ts';

const cluster = z.strictObject({
  masters: z.int().min(1).max(5).default(2),
  workers: z.int().min(1).max(5).default(2),
  /** One alone, or an ensemble of three. */
  zookeepers: z.literal(zookeeperCounts).default(1),
  /** Neighbours that each server reaches through a link of its own, which can be cut. */
  links: z
    .array(z.enum(neighbours))
    .refine((links) => links.includes('zookeeper'), 'zookeeper must be among them')
    .default(['zookeeper']),
  registry_disconnect_strategy: z.enum(['waiting', 'stop']).default('waiting'),
  /** ZooKeeper grants 1 to 120 s here. */
  session_timeout_seconds: z.int().min(1).max(120).default(10),
  /** Workers run tasks as their tenant by sudo, as they do by default. */
  sudo: z.boolean().default(true),
  /** Workers have pstree, without which a kill does not reach a task's children. The official images have none. */
  pstree: z.boolean().default(false),
  /** Fixes that no release has, put into the servers as they start. */
  fixes: z.array(z.enum(fixNames)).default([]),
});

const task = z.strictObject({
  name: nameSchema,
  /** How long its own work takes; absent where it runs a sub-workflow. */
  seconds: quantity.optional(),
  /** The sub-workflow that it runs; its work is done when that has succeeded. */
  runs: nameSchema.optional(),
  after: z.array(nameSchema).default([]),
  retries: z.int().min(0).max(10).default(0),
  /** Of every attempt; with `fails` of the first ones, and 1 where it is not given. */
  exit_code: z.int().min(0).max(125).default(0),
  /** So many first attempts fail, and later ones succeed. */
  fails: z.int().min(1).max(10).optional(),
  /** It is submitted when its predecessors have succeeded, and run so much later; the scheduler knows whole minutes only. The grace must leave room for it. */
  delay_minutes: z.int().min(1).max(60).optional(),
});

type Task = z.infer<typeof task>;
const tasks = z.array(task).min(1).max(50);

const workload = z
  .strictObject({
    workflows: z.int().min(1).max(50).default(1),
    tasks,
    /** The scheduler's own timer starts the workflows, at every so many seconds of the minute and for so long; nobody calls for them. */
    cron: z
      .strictObject({ every_seconds: z.literal(cronSteps), for_seconds: z.int().min(5).max(3_600) })
      .refine(({ every_seconds: every, for_seconds: all }) => all > every, {
        path: ['for_seconds'],
        message: 'must be longer than every_seconds, or it may never start anything',
      })
      .optional(),
    /** Workflows that tasks run; nobody else starts them. Each is listed before one whose tasks run it. */
    sub_workflows: z
      .array(z.strictObject({ name: nameSchema, tasks }))
      .max(10)
      .optional(),
  })
  .superRefine(({ tasks: main, sub_workflows = [] }, context) => {
    const problem = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    const names: string[] = [];
    for (const [index, { name, tasks: own }] of sub_workflows.entries()) {
      const path = ['sub_workflows', index];
      if (names.includes(name)) problem([...path, 'name'], `two sub-workflows are named ${name}`);
      if (/^workflow-\d+$/.test(name)) problem([...path, 'name'], `${name} is what the workload's workflows are named`);
      checkTasks(own, names, (at, message) => problem([...path, ...at], message));
      names.push(name);
    }
    checkTasks(main, names, problem);
  });

/** `subWorkflows`: those that these tasks may run. */
function checkTasks(all: readonly Task[], subWorkflows: readonly string[], problem: Problem): void {
  const earlier = new Set<string>();
  for (const [index, { name, after, ...rest }] of all.entries()) {
    const path = ['tasks', index];
    checkWork({ name, ...rest }, subWorkflows, (at, message) => problem([...path, ...at], message));
    if (earlier.has(name)) problem([...path, 'name'], `two tasks are named ${name}`);
    for (const [position, before] of after.entries()) {
      if (earlier.has(before)) continue;
      const message = `${before} is no task listed before ${name}; list tasks in an order in which they can run`;
      problem([...path, 'after', position], message);
    }
    earlier.add(name);
  }
}

function checkWork(
  { name, seconds, runs, retries, exit_code, fails = 0, delay_minutes }: Omit<Task, 'after'>,
  subWorkflows: readonly string[],
  problem: Problem,
): void {
  if ((seconds === undefined) === (runs === undefined))
    problem(['seconds'], 'give seconds or runs, one of the two: a task does its own work or runs a sub-workflow');
  if (fails > retries) {
    const message = `${name} would never succeed: it fails more often than it has retries; without fails, exit_code is that of every attempt`;
    problem(['fails'], message);
  }
  if (runs === undefined) return;
  if (!subWorkflows.includes(runs)) {
    const known = subWorkflows.length === 0 ? 'none is' : `those are ${subWorkflows.join(', ')}`;
    problem(['runs'], `${runs} is no sub-workflow listed before; ${known}`);
  }
  // 3.1: TaskInstance.taskCanRetry, SubTaskProcessor.
  if (retries > 0 || exit_code > 0 || delay_minutes !== undefined)
    problem(['runs'], 'a task that runs a sub-workflow has no retries, exit code or delay of its own');
}

/** A scenario file: what somebody wants to try. */
export const scenarioSchema = z
  .strictObject({
    name: nameSchema.refine((text) => text !== 'latest', 'must not be latest: that is the link to the newest run'),
    about: z.string().min(1),
    /** What it is about is only in these versions of DolphinScheduler; on another it runs all the same, and says so. */
    versions: z.string().regex(VERSION_RANGE, 'must be like >=3.3, <3.2.1 or >=3.1.0 <3.1.3').optional(),
    cluster: cluster.prefault({}),
    workload,
    faults: z.array(faultSchema).default([]),
    contract: z.array(contractSchema).min(1),
    grace_seconds: seconds,
    expect: z.strictObject({ anomaly: z.enum(anomalies), task: nameSchema.optional() }).optional(),
  })
  .superRefine((scenario, context) => {
    const problem = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    checkTargets(scenario, problem);
    checkLinks(scenario, problem);
    checkNames(scenario, problem);
  });
export type Scenario = z.infer<typeof scenarioSchema>;

type Problem = (path: (string | number)[], message: string) => void;
type Checked = Pick<Scenario, 'cluster' | 'workload' | 'faults' | 'expect'>;

/** Names of tasks that have a process, which is what faults and findings are about. */
function taskNames({ tasks: main, sub_workflows = [] }: Checked['workload']): readonly string[] {
  const all = [...main, ...sub_workflows.flatMap(({ tasks: own }) => own)];
  return [...new Set(all.filter(({ runs }) => runs === undefined).map(({ name }) => name))];
}

/** A role that can mean nobody would be noticed only after the cluster had booted. */
function checkTargets({ cluster, workload, faults }: Checked, problem: Problem): void {
  const tasks = taskNames(workload);
  const roles = faults.flatMap((fault, index) => [
    { ...fault, path: ['faults', index, 'target'], choice: fault.target },
    ...(fault.kind === 'partition' ? [{ ...fault, path: ['faults', index, 'from'], choice: fault.from }] : []),
  ]);
  for (const { path, choice, ...fault } of roles) {
    const { kind, name } = fault;
    for (const needs of rolesNeeded(fault)) {
      const scene = { ...cluster, tasks, earlier: earlier(faults, name), fault: name, needs };
      for (const text of typeof choice === 'string' ? [choice] : choice.one_of) {
        const wrong = targetProblem(kind, text, scene);
        if (wrong !== undefined) problem(path, wrong);
      }
    }
  }
}

/** @returns the roles that a fault's target must have, whatever the seed chooses; one that is nothing where any will do. */
function rolesNeeded(fault: ScenarioFault): ReadonlySet<'master' | 'worker' | undefined> {
  if (fault.kind !== 'failpoint') return new Set([undefined]);
  return new Set((typeof fault.point === 'string' ? [fault.point] : fault.point.one_of).map(roleOfPoint));
}

function checkLinks({ cluster, faults }: Checked, problem: Problem): void {
  for (const [index, fault] of faults.entries()) {
    if (!('link' in fault)) continue;
    const chosen = typeof fault.link === 'string' ? [fault.link] : fault.link.one_of;
    for (const link of chosen) {
      if (cluster.links.includes(link)) continue;
      const links = [...cluster.links, link].join(', ');
      problem(['faults', index, 'link'], `no link leads to the ${link} here; write cluster.links: [${links}]`);
    }
  }
}

function earlier(faults: Checked['faults'], name: string): readonly string[] {
  const names = faults.map((fault) => fault.name);
  return names.slice(0, names.indexOf(name));
}

function checkNames({ workload, faults, expect }: Checked, problem: Problem): void {
  const tasks = taskNames(workload);
  const names = faults.map(({ name }) => name);
  const check = (task: string | undefined, path: (string | number)[]): void => {
    if (task !== undefined && !tasks.includes(task)) problem(path, noTask(task, tasks));
  };
  for (const [index, fault] of faults.entries()) {
    if (fault.kind === 'failpoint') check(fault.task, ['faults', index, 'task']);
  }
  for (const [index, { name, when, heal_when }] of faults.entries()) {
    if (names.indexOf(name) !== index) problem(['faults', index, 'name'], `two faults are named ${name}`);
    for (const [field, trigger] of Object.entries({ when, heal_when })) {
      check(trigger?.task, ['faults', index, field, 'task']);
      const fault = trigger?.fault;
      if (fault !== undefined && !names.includes(fault))
        problem(['faults', index, field, 'fault'], `there is no fault ${fault}; faults are ${names.join(', ')}`);
    }
    if (when.fault === name) problem(['faults', index, 'when', 'fault'], 'a fault cannot wait for itself');
  }
  check(expect?.task, ['expect', 'task']);
}
