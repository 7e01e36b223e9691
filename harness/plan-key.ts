import { createHash } from 'node:crypto';
import type { Plan } from './plan-schema.ts';

/** What a plan is known by; the same for the same plan, whatever its seed. */
export function keyOfPlan({ seed: _, ...plan }: Plan): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 16);
}
