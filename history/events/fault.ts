import { z } from 'zod';
import { base, count, name } from './base.ts';

const nemesis = { ...base, source: z.literal('nemesis'), fault: name };

/**
 * Written to disk before the fault is done. `target` is the server that the plan's role meant at this moment; `peer` the other one, of a fault between
 * two servers.
 */
export const faultBegin = z.strictObject({
  ...nemesis,
  type: z.literal('fault.begin'),
  kind: name,
  target: name,
  peer: name.optional(),
});
/** The receipt: proof, seen by somebody other than the nemesis, that the fault took effect. */
export const faultEffective = z.strictObject({
  ...nemesis,
  type: z.literal('fault.effective'),
  proof: name,
  /** `seq` of the events that show it. */
  events: z.array(count),
});
/** The nemesis begins to undo it. */
export const faultHeal = z.strictObject({ ...nemesis, type: z.literal('fault.heal') });
/** It is undone, and somebody other than the nemesis saw so. */
export const faultHealed = z.strictObject({ ...nemesis, type: z.literal('fault.healed'), proof: name });
/** A step of the fault did not come about within its deadline. `recovery`: after it, servers that are registered did not work again. */
export const faultMissed = z.strictObject({
  ...nemesis,
  type: z.literal('fault.missed'),
  step: z.enum(['trigger', 'begin', 'receipt', 'heal', 'recovery']),
  reason: name,
});
