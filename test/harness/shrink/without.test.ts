import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadScenario } from '../../../harness/load-scenario.ts';
import { plan } from '../../../harness/plan.ts';
import type { Plan, PlannedFault, PlannedTrigger } from '../../../harness/plan-schema.ts';
import { keepFaults, keepTasks, keepWorkflows } from '../../../harness/shrink/without.ts';
import { plans } from '../plans.ts';

const base = plan(loadScenario('failover-16759'), 1);
const running = { on: 'task', task: 'long', is: 'running' } as const;

function trigger(occasion: PlannedTrigger['occasion'], plusMs: number): PlannedTrigger {
  return { occasion, plusMs, withinMs: 1_000 };
}

function waiting(fault: string, step: 'begun' | 'effective' | 'healed', plusMs: number): PlannedTrigger {
  return trigger({ on: 'fault', fault, step }, plusMs);
}

const cut: PlannedFault = {
  fault: 'cut',
  target: 'owner',
  strike: { kind: 'refuse', link: 'zookeeper' },
  when: trigger(running, 2_000),
  heal: { afterMs: 20_000 },
};

/** What is left of a second fault once the first is gone. */
function without(gone: Partial<PlannedFault>, left: Partial<PlannedFault>): PlannedFault | undefined {
  const faults = [
    { ...cut, ...gone },
    { ...cut, fault: 'second', ...left },
  ];
  return keepFaults({ ...base, faults }, new Set(['second'])).faults[0];
}

describe('a fault that waited for one that is gone', () => {
  test.each(['begun', 'effective'] as const)('%s: waits for what that one waited for, and as long again', (step) => {
    expect(without({}, { when: waiting('cut', step, 500) })?.when).toEqual({
      occasion: running,
      plusMs: 2_500,
      withinMs: 2_000,
    });
  });

  test('healed: and as long as that one would have held', () => {
    expect(without({}, { when: waiting('cut', 'healed', 500) })?.when.plusMs).toBe(22_500);
  });

  test('healed by a trigger: waits for that', () => {
    const heal = { when: trigger({ on: 'seen', what: 'takeover' }, 3_000) };
    const left = without({ heal }, { when: waiting('cut', 'healed', 500) });
    expect(left?.when).toEqual({ occasion: { on: 'seen', what: 'takeover' }, plusMs: 3_500, withinMs: 2_000 });
  });

  test('healed after its own beginning: waits for what began it', () => {
    const heal = { when: waiting('cut', 'effective', 7_000) };
    expect(without({ heal }, { when: waiting('cut', 'healed', 500) })?.when.plusMs).toBe(9_500);
    const endless = { when: waiting('cut', 'healed', 7_000) };
    expect(without({ heal: endless }, { when: waiting('cut', 'healed', 500) })?.when.plusMs).toBe(2_500);
  });

  test('in order to be healed: as well', () => {
    const left = without({}, { heal: { when: waiting('cut', 'healed', 1_000) } });
    expect(left?.heal).toEqual({ when: { occasion: running, plusMs: 23_000, withinMs: 2_000 } });
  });

  test('strikes by the role by which that one struck', () => {
    expect(without({ target: 'standby' }, { target: 'target-of:cut' })?.target).toBe('standby');
    expect(without({}, { target: 'worker-of:cut' })?.target).toBe('worker-of:cut');
  });

  test('over two that are gone: adds both', () => {
    const faults = [
      cut,
      { ...cut, fault: 'second', when: waiting('cut', 'healed', 100), target: 'target-of:cut' },
      { ...cut, fault: 'third', when: waiting('second', 'begun', 30), target: 'target-of:second' },
    ];
    const [left] = keepFaults({ ...base, faults }, new Set(['third'])).faults;
    expect(left).toMatchObject({ target: 'owner', when: { occasion: running, plusMs: 22_130 } });
  });
});

test('faults that stay keep their order, and those that waited for none of the gone are as they were', () => {
  fc.assert(
    fc.property(plans({ faults: 5 }), fc.uniqueArray(fc.integer({ min: 1, max: 5 })), (whole, places) => {
      const names = new Set(places.map((place) => `fault-${place}`));
      const left = keepFaults(whole, names);
      expect(left.faults.map(({ fault }) => fault)).toEqual(
        whole.faults.map(({ fault }) => fault).filter((fault) => names.has(fault)),
      );
      expect(keepFaults(whole, new Set(whole.faults.map(({ fault }) => fault)))).toEqual(whole);
      expect({ ...left, faults: [] }).toEqual({ ...whole, faults: [] });
    }),
  );
});

describe('tasks', () => {
  const task = (name: string, ...before: string[]) => ({
    name,
    after: before,
    milliseconds: 1,
    retries: 0,
    exitCode: 0,
  });
  const diamond: Plan = {
    ...base,
    workflows: [
      { name: 'one', tasks: [task('a'), task('b', 'a'), task('c', 'a'), task('d', 'b', 'c')] },
      { name: 'two', tasks: [task('a')] },
    ],
  };

  function afters(kept: Plan | undefined) {
    return kept?.workflows[0]?.tasks.map(({ name, after: before }) => [name, ...before]);
  }

  test('come after what a task that is gone came after', () => {
    expect(afters(keepTasks(diamond, (_, name) => name !== 'b'))).toEqual([['a'], ['c', 'a'], ['d', 'a', 'c']]);
    expect(afters(keepTasks(diamond, (_, name) => name === 'a' || name === 'd'))).toEqual([['a'], ['d', 'a']]);
    expect(afters(keepTasks(diamond, (place, name) => place === 1 || name === 'd'))).toEqual([['d']]);
  });

  test('of a workflow never all go', () => {
    expect(keepTasks(diamond, (_, name) => name === 'd')).toBeUndefined();
  });

  test('of other workflows stay', () => {
    expect(keepTasks(diamond, (place, name) => place === 1 || name === 'a')?.workflows[1]).toEqual(
      diamond.workflows[1],
    );
    expect(keepWorkflows(diamond, new Set([1])).workflows).toEqual([diamond.workflows[1]]);
  });
});
