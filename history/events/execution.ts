import { z } from 'zod';
import { base, count, name } from './base.ts';

const witness = { ...base, source: z.literal('witness') };

/** Worker, pid and start time of the process in clock ticks: unique even when the scheduler gives two executions one id. */
const execution = name;

/** A task's process tells that it runs, before it does anything else. */
export const executionStart = z.strictObject({
  ...witness,
  type: z.literal('execution.start'),
  execution,
  worker: name,
  workflow: count,
  task: count,
  /** The attempt, as the process saw it in its working directory. */
  taskInstance: count,
});

/** It still runs. */
export const executionBeat = z.strictObject({ ...witness, type: z.literal('execution.beat'), execution });

/** It ended by itself or by a signal that it could catch. Killed outright, it leaves no end: it ended before its next beat was due. */
export const executionEnd = z.strictObject({
  ...witness,
  type: z.literal('execution.end'),
  execution,
  exitCode: z.number().int(),
});
