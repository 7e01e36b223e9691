import { z } from 'zod';
import { base, count, name } from './base.ts';

const audit = {
  ...base,
  source: z.literal('audit'),
  type: z.literal('row'),
  op: z.enum(['insert', 'update', 'delete']),
  /** PostgreSQL transaction: rows of one transaction became visible together. */
  transaction: name,
  /** The server that wrote it, found by its address; absent where the address is no server's of ours (the harness, a shell). */
  writer: name.optional(),
  writerAddress: z.string(),
  /** Columns that this write changed, old and new value as PostgreSQL prints them; all new values for an insert. */
  changed: z.record(z.string(), z.tuple([z.unknown(), z.unknown()])),
};

/** A workflow instance's row after the write. */
export const workflowRow = z.strictObject({
  ...audit,
  table: z.literal('workflow'),
  workflow: count,
  definition: count,
  state: name,
  final: z.boolean(),
  /** The master that the row names; null while none does (never taken, or freed by a failover). */
  owner: name.nullable(),
});

/** A task instance's row after the write. */
export const taskRow = z.strictObject({
  ...audit,
  table: z.literal('task'),
  workflow: count,
  task: count,
  taskInstance: count,
  state: name,
  /** The scheduler has done with this attempt: ended, killed, or given up in a failover. */
  final: z.boolean(),
  /** False once another attempt has taken its place. */
  valid: z.boolean(),
  retry: count,
  worker: name.nullable(),
});

/** A command: what somebody, or a failover, asked the masters to do. */
export const commandRow = z.strictObject({
  ...audit,
  table: z.literal('command'),
  command: count,
  kind: name,
  definition: count,
  workflow: count.nullable(),
});

/** A command that a master gave up on. */
export const errorCommandRow = z.strictObject({
  ...audit,
  table: z.literal('error-command'),
  command: count,
  kind: name,
  definition: count,
  workflow: count.nullable(),
  message: z.string(),
});
