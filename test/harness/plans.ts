import fc from 'fast-check';
import { loadScenario } from '../../harness/load-scenario.ts';
import { plan } from '../../harness/plan.ts';
import type {
  Plan,
  PlannedFault,
  PlannedOccasion,
  PlannedTrigger,
  PlannedWorkflow,
} from '../../harness/plan-schema.ts';

const base = plan(loadScenario('failover-16759'), 1);
const TASKS = ['long', 'next', 'side', 'last'] as const;

/** Tasks in an order in which they can run, each after some of those before it. */
const workflow: fc.Arbitrary<Omit<PlannedWorkflow, 'name'>> = fc
  .array(
    fc.record({ milliseconds: fc.integer({ min: 0, max: 60_000 }), after: fc.array(fc.nat(3), { maxLength: 3 }) }),
    { minLength: 1, maxLength: TASKS.length },
  )
  .map((tasks) => ({
    tasks: tasks.map(({ milliseconds, after }, index) => ({
      name: TASKS[index] ?? 'long',
      milliseconds,
      after: [...new Set(after.filter((before) => before < index).map((before) => TASKS[before] ?? 'long'))],
      retries: 0,
      exitCode: 0,
    })),
  }));

function trigger(occasions: readonly PlannedOccasion[]): fc.Arbitrary<PlannedTrigger> {
  return fc.record({
    occasion: fc.constantFrom(...occasions),
    plusMs: fc.integer({ min: 0, max: 30_000 }),
    withinMs: fc.constant(120_000),
  });
}

/** A fault that may wait for any before it, and for its own begin before it is healed. */
function fault(name: string, before: readonly string[]): fc.Arbitrary<PlannedFault> {
  const free: readonly PlannedOccasion[] = [
    { on: 'start' },
    { on: 'task', task: 'long', is: 'running' },
    { on: 'seen', what: 'takeover' },
  ];
  const steps = ['begun', 'effective', 'healed'] as const;
  const after = before.flatMap((each) => steps.map((step) => ({ on: 'fault', fault: each, step }) as const));
  const own = { on: 'fault', fault: name, step: 'effective' } as const;
  const target = fc.constantFrom('owner', 'standby', 'worker-of:long', ...before.map((each) => `target-of:${each}`));
  return fc.record({
    fault: fc.constant(name),
    target,
    strike: fc.constantFrom<PlannedFault['strike']>(
      { kind: 'refuse', link: 'zookeeper' },
      { kind: 'pause' },
      { kind: 'kill' },
      { kind: 'latency', link: 'zookeeper', latencyMs: 800, jitterMs: 200 },
      { kind: 'flap', link: 'zookeeper', downMs: 3_000, upMs: 1_000 },
      ...before.map((each) => ({ kind: 'partition', from: `target-of:${each}`, way: 'both' }) as const),
    ),
    when: trigger([...free, ...after]),
    heal: fc.oneof(
      fc.record({ afterMs: fc.integer({ min: 0, max: 60_000 }) }),
      fc.record({ when: trigger([...free, ...after, own]) }),
    ),
  });
}

/** Plans that can be run, with as many faults, in which faults wait for faults. The finding that they expect is of task long. */
export function plans({ faults, workflows = 3 }: { faults: number; workflows?: number }): fc.Arbitrary<Plan> {
  const names = Array.from({ length: faults }, (_, index) => `fault-${index + 1}`);
  return fc
    .record({
      workflows: fc.array(workflow, { minLength: 1, maxLength: workflows }),
      faults: fc.tuple(...names.map((name, index) => fault(name, names.slice(0, index)))),
    })
    .map(({ workflows: shapes, faults: drawn }) => ({
      ...base,
      workflows: shapes.map((shape, index) => ({ name: `workflow-${index + 1}`, ...shape })),
      faults: drawn,
    }));
}
