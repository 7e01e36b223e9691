import type { Micros } from '../../history/time.ts';
import type { Span } from './model.ts';

/** From `at` on, something is `value`; null: it is nothing that we draw. */
export interface Change<Value> {
  readonly at: Micros;
  readonly event: number;
  readonly value: Value | null;
}

export interface Stretch<Value> extends Span {
  readonly value: Value;
}

/**
 * Turns changes, in order of time, into stretches. Equal neighbours become one stretch. A stretch that ends in nothing has the
 * event that ended it among its own, because no other stretch shows it.
 */
export function stretches<Value>(
  changes: readonly Change<Value>[],
  end: Micros,
  same: (left: Value, right: Value) => boolean = Object.is,
): Stretch<Value>[] {
  const result: Stretch<Value>[] = [];
  let current: { from: Micros; value: Value; events: number[] } | undefined;
  for (const { at, event, value } of changes) {
    if (current && value !== null && same(current.value, value)) {
      current.events.push(event);
      continue;
    }
    if (current) {
      if (value === null) current.events.push(event);
      result.push({ ...current, to: at, open: false });
    }
    current = value === null ? undefined : { from: at, value, events: [event] };
  }
  if (current) result.push({ ...current, to: Math.max(end, current.from), open: true });
  return result;
}
