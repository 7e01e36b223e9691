import { z } from 'zod';
import { base, count, micros, name, type Source, sourceSchema } from './base.ts';

/** Raised by one with every change that an older reader would misread. */
export const SCHEMA_VERSION = 2;

const harness = { ...base, source: z.literal('harness') };

/** Promises a run can be held to; which anomalies break which promise is the checkers' business. */
const contracts = ['exactly-once', 'no-overlap', 'at-least-once', 'single-owner', 'recovers'] as const;
export const contractSchema = z.enum(contracts);
export type Contract = z.infer<typeof contractSchema>;

/** Header, always the first line: all that a checker needs to know and no witness can tell it. */
export const runBegin = z.strictObject({
  ...harness,
  type: z.literal('run.begin'),
  schema: z.literal(SCHEMA_VERSION),
  run: name,
  scenario: name,
  seed: z.number().int(),
  contract: z.array(contractSchema),
  /**
   * Half-width of each source's clock error, µs. Times closer than the sum of two may be in either order. A witness that is not named
   * does not watch this run: what it would have told is unknown from the beginning.
   */
  uncertainty: z.strictObject({
    harness: count,
    witness: count,
    audit: count,
    registry: count.optional(),
    engine: count,
    link: count.optional(),
    log: count.optional(),
    client: count,
    nemesis: count,
  } satisfies Record<Source, z.ZodType>),
  /** µs between two heartbeats of an execution. */
  beatEvery: z.number().int().positive(),
  /** µs that workflows get to reach a final state after the last heal (or, without faults, after the last submission). */
  grace: micros,
  /** µs that servers get to be registered and at work again after the last heal. */
  recovery: micros,
  /** What a server does that has lost its session: wait for another one, or stop. A server that stops by its orders is not lost. */
  disconnectStrategy: z.enum(['waiting', 'stop']),
  /**
   * Who waits out a task's delay: the master before it sends the task, or the worker after it has received it. Absent: nobody knows, and nothing
   * follows from a delay.
   */
  delaysOn: z.enum(['master', 'worker']).optional(),
  servers: z.array(z.strictObject({ name, role: name })),
  /** Faults that the plan holds. One that never began, or has no receipt, makes a run inconclusive. */
  faults: z.array(z.strictObject({ fault: name, kind: name, target: name })),
});

/** A workflow definition as submitted: the names of its tasks and what has to succeed before what. */
export const runWorkflow = z.strictObject({
  ...harness,
  type: z.literal('run.workflow'),
  definition: count,
  name,
  tasks: z.array(
    z.strictObject({
      task: count,
      name,
      /** Codes of the tasks that must have succeeded before this one may start. */
      after: z.array(count),
      retries: count,
      /** Length of the task's own work, seconds. */
      seconds: z.number().nonnegative(),
      /** So long it waits after its submission before it may be run, seconds; absent: not at all. */
      delay: z.number().positive().optional(),
      /** The definition that it runs as a workflow of its own: such a task has no process. */
      runs: count.optional(),
    }),
  ),
});

/** A witness missed something or may have, or told what could not be written: what is absent from the history proves nothing from here on. */
export const runGap = z.strictObject({ ...harness, type: z.literal('run.gap'), witness: sourceSchema, reason: name });

/**
 * The run's own end, in the harness's words. `settled`: every workflow that was defined is final and every execution over; the rest of
 * the history may show otherwise. `deadline`: the grace ran out first. `stopped`: ended on purpose at the first proof of what was looked for.
 * `stopped`/`interrupted`/`failed`: the run was cut short, nothing follows from what is missing.
 */
export const runEnd = z.strictObject({
  ...harness,
  type: z.literal('run.end'),
  outcome: z.enum(['settled', 'deadline', 'stopped', 'interrupted', 'failed']),
  reason: z.string(),
});
