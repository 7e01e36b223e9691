import fc from 'fast-check';

/** What becomes of one attempt at a task. All are legal. */
type Fate =
  /** The process ends by itself. */
  | 'success'
  | 'failure'
  /** A master takes the workflow over and lets the process go on, as from 3.2 on. */
  | 'adopted'
  /** A master takes the workflow over and kills the process, which tells of its end, or does not. */
  | 'failover-told'
  | 'failover-killed'
  /** The process dies with its worker; the same task instance is dispatched again. */
  | 'redispatched';

export interface AttemptPlan {
  readonly fate: Fate;
  /** Time between signs of life, in hundredths of the beat; their sum is the process's life. */
  readonly beats: readonly number[];
  /** µs beyond the least legal pause before the process starts. */
  readonly pause: number;
  /** For a killed process: thousandths of the longest legal time that it lives on after its final row. */
  readonly outlives: number;
  /** The row DISPATCH is written after the process has begun. */
  readonly dispatchedLate: boolean;
}

export interface TaskPlan {
  /** Attempts without success, and the one that succeeds. */
  readonly before: readonly AttemptPlan[];
  readonly last: AttemptPlan;
  /** The last attempt fails too and a user forces success. */
  readonly forced: boolean;
}

export interface WorkflowPlan {
  /** For each task the indices of its predecessors. */
  readonly shape: readonly (readonly number[])[];
  readonly tasks: readonly TaskPlan[];
  /** µs after the run's begin. */
  readonly submitted: number;
  /** How often a user has it run again. */
  readonly reruns: number;
}

/** A legal run, to be turned into its history. */
export interface RunPlan {
  readonly workflows: readonly WorkflowPlan[];
  readonly uncertainty: { readonly witness: number; readonly audit: number; readonly nemesis: number };
  readonly beatEvery: number;
  /** µs by which rows reach the journal late, in turn. */
  readonly delays: readonly number[];
  /** Where in the list of executions a fault strikes, in thousandths; none. */
  readonly fault: number | undefined;
}

/** Rows reach the journal less than this late, µs. */
const LATENESS = 3_000_000;

const chain = (length: number) => Array.from({ length }, (_, index) => (index === 0 ? [] : [index - 1]));
const shapes = [chain(1), chain(2), chain(4), [[], [0], [0], [1, 2]], [[], [0], [0], [0]], [[], []]];

function attempt(...fates: readonly Fate[]): fc.Arbitrary<AttemptPlan> {
  return fc.record({
    fate: fc.constantFrom(...fates),
    beats: fc.array(
      fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 50, max: 130 }) }, fc.integer({ max: 2_000, min: 130 })),
      {
        minLength: 1,
        maxLength: 5,
      },
    ),
    pause: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2_000_000 })),
    outlives: fc.oneof(fc.constantFrom(0, 1000), fc.integer({ min: 0, max: 1000 })),
    dispatchedLate: fc.boolean(),
  });
}

const task: fc.Arbitrary<TaskPlan> = fc.record({
  before: fc.array(attempt('failure', 'failover-told', 'failover-killed', 'redispatched'), { maxLength: 2 }),
  last: attempt('success', 'adopted'),
  forced: fc.integer({ min: 0, max: 9 }).map((die) => die === 9),
});

function workflow(mostReruns: number): fc.Arbitrary<WorkflowPlan> {
  return fc.constantFrom(...shapes).chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      tasks: fc.array(task, { minLength: shape.length, maxLength: shape.length }),
      submitted: fc.integer({ min: 0, max: 5_000_000 }),
      reruns: fc.integer({ min: 0, max: mostReruns }),
    }),
  );
}

const uncertainty = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 20_000 }));

/** Legal runs of several workflows. `reruns`: how often at most a user has a workflow run again. */
export function runPlans({ reruns = 1 } = {}): fc.Arbitrary<RunPlan> {
  return fc.record({
    workflows: fc.array(workflow(reruns), { minLength: 1, maxLength: 2 }),
    uncertainty: fc.record({ witness: uncertainty, audit: uncertainty, nemesis: uncertainty }),
    beatEvery: fc.integer({ min: 200_000, max: 1_000_000 }),
    delays: fc.array(fc.integer({ min: 0, max: LATENESS - 1 }), { minLength: 1, maxLength: 5 }),
    fault: fc.option(fc.integer({ min: 0, max: 999 }), { nil: undefined }),
  });
}

/** @returns the shortest time between two events that no clock error within the plan's bounds hides, µs. */
export function clearlyApart({ uncertainty: { witness, audit } }: RunPlan): number {
  return witness + Math.max(witness, audit) + 1;
}

/** @returns the shortest time between two rows that no clock error within the plan's bounds hides, µs. */
export function rowsApart({ uncertainty: { audit } }: RunPlan): number {
  return 2 * audit + 1;
}
