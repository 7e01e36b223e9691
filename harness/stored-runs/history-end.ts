import { z } from 'zod';
import { runEnd } from '../../history/events/run.ts';
import { parseJson } from '../../history/json.ts';
import type { Micros } from '../../history/time.ts';
import { tailOf } from './stored-file.ts';

/** Nearly every event is shorter than the first; one with a stack trace is shorter than the second. */
const TAIL_BYTES = [4_096, 262_144];

const anyEvent = z.looseObject({ at: z.int() });

export interface HistoryEnd {
  /** Of the last whole line; absent where none can be read. */
  readonly at: Micros | undefined;
  /** What the harness wrote as the run's own end. */
  readonly end: z.infer<typeof runEnd> | undefined;
}

/** How a history ends: its last whole line, without reading the rest. Nothing where there is no history. */
export function endOfHistory(path: string): HistoryEnd | undefined {
  let found: HistoryEnd | undefined;
  for (const bytes of TAIL_BYTES) {
    const tail = tailOf(path, bytes);
    if (tail === undefined) return undefined;
    found = lastEventIn(tail);
    if (found.at !== undefined) return found;
  }
  return found;
}

function lastEventIn(tail: string): HistoryEnd {
  // What stands before the first line end may be half a line, and so may what stands behind the last one.
  const lines = tail.split('\n').reverse();
  for (const line of lines) {
    const value = parseJson(line);
    const event = anyEvent.safeParse(value);
    if (event.success) return { at: event.data.at, end: runEnd.safeParse(value).data };
  }
  return { at: undefined, end: undefined };
}
