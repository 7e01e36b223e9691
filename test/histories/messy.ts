import fc from 'fast-check';
import type { HistoryEvent } from '../../history/event.ts';
import { type RunPlan, runPlans } from './plan.ts';
import { type SimulatedRun, settle } from './simulated-run.ts';
import { simulate } from './simulation.ts';

/** A process too many, and rows about it. Times in µs since the run's begin. */
interface Trouble {
  readonly of: number;
  readonly from: number;
  readonly beats: readonly number[];
  readonly exitCode: number | null;
  /** Moments at which its task instance's row turns final, or not final again. */
  readonly rows: readonly { readonly at: number; readonly final: boolean }[];
  /** It belongs to the task instance of the process that it doubles. */
  readonly sameInstance: boolean;
}

const moment = fc.integer({ min: 0, max: 20_000_000 });

const trouble: fc.Arbitrary<Trouble> = fc.record({
  of: fc.nat(),
  from: moment,
  beats: fc.array(fc.oneof(fc.integer({ min: 0, max: 500_000 }), fc.integer({ min: 0, max: 8_000_000 })), {
    maxLength: 6,
  }),
  exitCode: fc.constantFrom(0, 1, null),
  rows: fc.array(fc.record({ at: moment, final: fc.boolean() }), { maxLength: 3 }),
  sameInstance: fc.boolean(),
});

/** Runs with all kinds of anomalies in them, often several at once. */
export const messyHistories = messed(runPlans());

/** Histories of some runs, with troubles in them. */
export function messed(plans: fc.Arbitrary<RunPlan>): fc.Arbitrary<HistoryEvent[]> {
  return fc.tuple(plans, fc.array(trouble, { minLength: 1, maxLength: 4 })).map(([plan, troubles]) => {
    const run = simulate(plan);
    for (const [index, each] of troubles.entries()) make(run, each, index);
    return settle(run).build();
  });
}

function make(run: SimulatedRun, { of, from, beats, exitCode, rows, sameInstance }: Trouble, index: number): void {
  const process = run.processes[of % run.processes.length];
  if (!process) throw new Error('a run without a process');
  const taskInstance = sameInstance ? process.taskInstance : 900 + index;
  const key = { workflow: process.workflow, task: process.task, taskInstance };
  let to = from;
  const moments = beats.map((pause) => {
    to += pause;
    return to / 1e6;
  });
  run.builder
    .late(0)
    .execution({ ...key, name: `x${index}`, from: from / 1e6, to: to / 1e6, exitCode, beats: moments });
  for (const { at, final } of rows) {
    run.builder.task(at / 1e6, { ...key, final, state: final ? 'KILL' : 'RUNNING_EXECUTION' });
  }
}
