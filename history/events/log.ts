import { z } from 'zod';
import { base, count, name } from './base.ts';

/** What a line of a server's log tells, whatever the version's words for it are. */
const logFacts = [
  'started',
  'registry-suspended',
  'registry-disconnected',
  'registry-reconnected',
  'waiting',
  'recovered',
  'recovery-failed',
  'stopping',
  'stopped',
  'overloaded',
  'command-taken',
  'failover-start',
  'failover-finish',
  'workflow-failover',
  'task-failover',
  'task-taken-over',
  'task-submitted',
  'task-dispatching',
  'task-dispatched',
  'dispatch-failed',
  'task-received',
  'task-acknowledged',
  'task-result',
  'kill-sent',
  'kill-received',
  'task-killed',
  'kill-failed',
  'duplicate-task',
] as const;

/** A line of a server's log that matters. `at` is the time in the line itself. */
export const logLine = z.strictObject({
  ...base,
  source: z.literal('log'),
  type: z.literal('log'),
  server: name,
  fact: z.enum(logFacts),
  /** The server that the line speaks of, where that is not the one that wrote it: whose work is failed over, where a task is sent. */
  about: name.optional(),
  workflow: count.optional(),
  task: count.optional(),
  taskInstance: count.optional(),
  /** Where the line is: a file of the run's `logs/`, and the byte at which the line begins. */
  file: name,
  offset: count,
  text: z.string(),
});
