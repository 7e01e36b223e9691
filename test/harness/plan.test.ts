import { describe, expect, test } from 'vitest';
import { loadScenario, parseScenario, scenarioNames } from '../../harness/load-scenario.ts';
import { plan, withoutFaults } from '../../harness/plan.ts';
import type { PlannedFault } from '../../harness/plan-schema.ts';
import { drawsFor } from '../../harness/random.ts';

const RANGES = `name: ranges
about: Every field that may be a range is one.
workload:
  workflows: 2
  tasks:
    - { name: first, seconds: { from: 1, to: 100 } }
    - { name: second, seconds: 2.5, after: [first], retries: 1, exit_code: 3 }
faults:
  - name: cut
    kind: refuse
    target: owner
    when: { task: first, plus_seconds: { from: 0, to: 1 } }
    heal_after_seconds: { from: 10, to: 20 }
contract: [no-overlap]
grace_seconds: 60
`;

function afterMs(fault: PlannedFault | undefined): number {
  return fault && 'afterMs' in fault.heal ? fault.heal.afterMs : Number.NaN;
}

describe('a plan', () => {
  const ranges = parseScenario(RANGES, 'ranges.yaml');

  // Golden: another number here means that every stored seed now stands for another plan.
  test('is the same for the same seed on every machine and in every version', () => {
    const { workflows, faults } = plan(ranges, 42);
    expect(workflows.map(({ tasks }) => tasks[0]?.milliseconds)).toMatchInlineSnapshot(`
      [
        81099,
        97520,
      ]
    `);
    expect(faults).toMatchInlineSnapshot(`
      [
        {
          "fault": "cut",
          "heal": {
            "afterMs": 17241,
          },
          "strike": {
            "kind": "refuse",
            "link": "zookeeper",
          },
          "target": "owner",
          "when": {
            "occasion": {
              "is": "running",
              "on": "task",
              "task": "first",
            },
            "plusMs": 102,
            "withinMs": 120000,
          },
        },
      ]
    `);
    expect(plan(ranges, 42)).toEqual(plan(ranges, 42));
  });

  test('differs with the seed', () => {
    const lengths = new Set(
      Array.from({ length: 20 }, (_, seed) => plan(ranges, seed).workflows[0]?.tasks[0]?.milliseconds),
    );
    expect(lengths.size).toBeGreaterThan(15);
  });

  test('stays within its ranges, ends included', () => {
    for (let seed = 0; seed < 500; seed += 1) {
      const { workflows, faults } = plan(ranges, seed);
      for (const { tasks } of workflows) {
        expect(tasks[0]?.milliseconds).toBeGreaterThanOrEqual(1_000);
        expect(tasks[0]?.milliseconds).toBeLessThanOrEqual(100_000);
        expect(tasks[1]).toMatchObject({ milliseconds: 2_500, retries: 1, exitCode: 3, after: ['first'] });
      }
      expect(afterMs(faults[0])).toBeGreaterThanOrEqual(10_000);
      expect(afterMs(faults[0])).toBeLessThanOrEqual(20_000);
    }
  });

  test('does not move one choice when another is added', () => {
    const more = parseScenario(
      RANGES.replace('tasks:\n', 'tasks:\n    - { name: zero, seconds: { from: 1, to: 9 } }\n'),
      'more.yaml',
    );
    const lengthOfFirst = (scenario: typeof ranges): number | undefined =>
      plan(scenario, 7).workflows[0]?.tasks.find(({ name }) => name === 'first')?.milliseconds;
    expect(lengthOfFirst(more)).toBe(lengthOfFirst(ranges));
    expect(plan(more, 7).faults).toEqual(plan(ranges, 7).faults);
  });

  test('says of a task how often it fails, and only of one that does', () => {
    const planned = (fields: string) =>
      plan(parseScenario(RANGES.replace('retries: 1, exit_code: 3', fields), 'a.yaml'), 1).workflows[0]?.tasks[1];
    expect(planned('retries: 2, fails: 2')).toMatchObject({ retries: 2, exitCode: 1, fails: 2 });
    expect(planned('retries: 2, fails: 1, exit_code: 3')).toMatchObject({ exitCode: 3, fails: 1 });
    expect(planned('retries: 2, exit_code: 3')).not.toHaveProperty('fails');
  });

  test('says of a task that it waits, and only of one that does', () => {
    const planned = (fields: string) =>
      plan(parseScenario(RANGES.replace('retries: 1', fields), 'a.yaml'), 1).workflows[0]?.tasks[1];
    expect(planned('delay_minutes: 2')).toMatchObject({ delayMinutes: 2 });
    expect(planned('retries: 1')).not.toHaveProperty('delayMinutes');
  });

  test('without faults keeps the workload, and expects nothing', () => {
    const whole = plan(loadScenario('failover-16759'), 1);
    const { faults, expect: expected, ...rest } = whole;
    expect(faults).toHaveLength(1);
    expect(expected).toEqual({ anomaly: 'overlapping-executions', task: 'long' });
    expect(withoutFaults(whole)).toEqual({ ...rest, faults: [] });
  });
});

test('draws of two names are independent streams', () => {
  const draw = (name: string): number[] => {
    const next = drawsFor(1, name);
    return Array.from({ length: 8 }, () => next(0, 1_000_000));
  };
  expect(draw('one')).toEqual(draw('one'));
  expect(draw('one')).not.toEqual(draw('two'));
});

test.each(scenarioNames())('the scenario %s is one, and is named like its file', (name) => {
  expect(loadScenario(name).name).toBe(name);
});
