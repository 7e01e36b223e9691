import { z } from 'zod';

/** Who saw what an event tells. Each has its own clock uncertainty, stated in `run.begin`. */
export const sources = [
  'harness',
  'witness',
  'audit',
  'registry',
  'engine',
  'link',
  'log',
  'client',
  'nemesis',
] as const;
export const sourceSchema = z.enum(sources);
export type Source = z.infer<typeof sourceSchema>;

export const micros = z.number().int();
export const count = z.number().int().nonnegative();
export const name = z.string().min(1);

/**
 * What every event carries.
 * `seq`: the line's number in the journal from 0 without a hole, the order in which the harness learnt of things (not in which they
 * happened).
 * `at`: µs since the epoch by the source's clock. `mono`: seconds of host uptime, where the source can read it.
 */
export const base = { seq: count, at: micros, mono: z.number().nonnegative().optional() };
