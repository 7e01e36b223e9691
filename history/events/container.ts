import { z } from 'zod';
import { base, name } from './base.ts';

const engine = { ...base, source: z.literal('engine'), server: name };

export const containerStart = z.strictObject({ ...engine, type: z.literal('container.start') });
export const containerDie = z.strictObject({
  ...engine,
  type: z.literal('container.die'),
  exitCode: z.number().int().nullable(),
});
export const containerOom = z.strictObject({ ...engine, type: z.literal('container.oom') });
export const containerPause = z.strictObject({ ...engine, type: z.literal('container.pause') });
export const containerUnpause = z.strictObject({ ...engine, type: z.literal('container.unpause') });
export const containerRestart = z.strictObject({ ...engine, type: z.literal('container.restart') });
