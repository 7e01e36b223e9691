import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadScenario, scenarioNames } from '../../harness/load-scenario.ts';
import { plan } from '../../harness/plan.ts';
import { problemsOf } from '../../harness/plan-problems.ts';
import type { Plan, PlannedFault } from '../../harness/plan-schema.ts';
import { timesOf } from '../../harness/plan-times.ts';
import { plans } from './plans.ts';

const good = plan(loadScenario('failover-16759'), 1);
const [cut] = good.faults as [PlannedFault];
const onFault = (fault: string) => ({ ...cut.when, occasion: { on: 'fault', fault, step: 'begun' } }) as const;

test('no plan of a scenario has any', () => {
  for (const name of scenarioNames()) expect(problemsOf(plan(loadScenario(name), 3)), name).toEqual([]);
  fc.assert(
    fc.property(plans({ faults: 4 }), (each) => {
      expect(problemsOf(each)).toEqual([]);
    }),
  );
});

describe('a plan that was changed by hand', () => {
  const other = { ...cut, fault: 'other' };
  const part = { name: 'middle', milliseconds: 0, after: [], retries: 0, exitCode: 0, runs: 'part' };
  test.each<readonly [string, Partial<Plan>, string]>([
    ['a trigger of no task', { workflows: [{ name: 'w', tasks: [] }] }, 'there is no task long; tasks are '],
    ['an expected task that is none', { expect: { anomaly: 'lost-task', task: 'gone' } }, 'there is no task gone'],
    ['a trigger of no fault', { faults: [{ ...cut, when: onFault('gone') }] }, 'there is no fault gone'],
    ['a heal after no fault', { faults: [{ ...cut, heal: { when: onFault('gone') } }] }, 'there is no fault gone'],
    ['a fault that waits for itself', { faults: [{ ...cut, when: onFault('cut') }] }, 'the fault cut waits for itself'],
    [
      'two that wait for each other',
      {
        faults: [
          { ...cut, when: onFault('other') },
          { ...other, when: onFault('cut') },
        ],
      },
      'the fault cut waits for itself',
    ],
    ['two faults of a name', { faults: [cut, cut] }, 'two faults are named cut'],
    [
      'the target of a fault that comes later',
      { faults: [{ ...cut, target: 'target-of:other' }, other] },
      'no fault other',
    ],
    [
      'a standby of one master',
      { cluster: { ...good.cluster, masters: 1 }, faults: [{ ...cut, target: 'standby' }] },
      'no standby',
    ],
    [
      'another of one worker',
      { cluster: { ...good.cluster, workers: 1 }, faults: [{ ...cut, target: 'other-worker-of:long' }] },
      'there is one worker',
    ],
    ['a link of what has none', { faults: [{ ...cut, target: 'zookeeper' }] }, 'refuse strikes what'],
    ['a sub-workflow that is gone', { workflows: [{ name: 'w', tasks: [part] }] }, 'w: part is no sub-workflow listed'],
    [
      'one that runs itself',
      { subWorkflows: [{ name: 'part', tasks: [part] }] },
      'part: part is no sub-workflow listed',
    ],
    ['no role', { faults: [{ ...cut, target: 'boss' }] }, 'boss is no target'],
  ])('%s', (_, change, problem) => {
    expect(problemsOf({ ...good, ...change }).join('\n')).toContain(problem);
  });

  test('tasks in an order in which they cannot run, or twice', () => {
    const [workflow] = good.workflows;
    const tasks = workflow?.tasks ?? [];
    const turned = { ...good, workflows: [{ name: 'w', tasks: tasks.toReversed() }] };
    expect(problemsOf(turned)).toContain('w: short-1 is no task listed before short-2');
    const twice = { ...good, workflows: [{ name: 'w', tasks: [...tasks, ...tasks] }] };
    expect(problemsOf(twice)).toContain('w: two tasks are named long');
  });
});

test('a plan whose task runs a sub-workflow has none, and its length is no time of the plan', () => {
  const work = { name: 'long', milliseconds: 1_000, after: [], retries: 0, exitCode: 0 };
  const whole: Plan = {
    ...good,
    workflows: [
      {
        name: 'w',
        tasks: [
          { ...work, name: 'middle', milliseconds: 0, runs: 'part' },
          { ...work, name: 'own' },
        ],
      },
    ],
    subWorkflows: [{ name: 'part', tasks: [work] }],
  };
  expect(problemsOf(whole)).toEqual([]);
  expect(
    timesOf(whole)
      .filter(({ of }) => of === 'task')
      .map(({ name }) => name),
  ).toEqual(['the length of task own of w']);
});
