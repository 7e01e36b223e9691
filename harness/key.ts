import { createHash } from 'node:crypto';

/** What a value is known by: 16 hexadecimal digits of a hash of what JSON makes of it. */
export function keyOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
