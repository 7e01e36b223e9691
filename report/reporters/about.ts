import { beginOf } from '../../history/begin.ts';
import type { HistoryEvent } from '../../history/event.ts';
import type { Contract } from '../../history/events/run.ts';
import { MICROS_PER_MS, MICROS_PER_SECOND } from '../../history/time.ts';
import type { RunReport } from '../run-report.ts';

/** What a run was, besides what came of it. A fact that is not known is left out. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** Promises that the run was held to; none where nobody knows. */
export function contractOf(events: readonly HistoryEvent[]): readonly Contract[] {
  return beginOf(events)?.contract ?? [];
}

/** From the first event to the last, seconds. */
export function secondsOf(events: readonly HistoryEvent[]): number {
  const times = events.map(({ at }) => at);
  // Not spread into Math.min, which takes some 100,000 arguments and then throws.
  const first = times.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const last = times.reduce((greatest, at) => Math.max(greatest, at), first);
  return times.length === 0 ? 0 : (last - first) / MICROS_PER_SECOND;
}

/** ISO 8601, UTC. Absent where the history does not begin. */
export function startedAt(events: readonly HistoryEvent[]): string | undefined {
  const at = beginOf(events)?.at;
  return at === undefined ? undefined : new Date(at / MICROS_PER_MS).toISOString();
}

/** In the order in which people ask for them. */
export function factsOf({ events, environment, runDirectory }: RunReport): readonly Fact[] {
  const begin = beginOf(events);
  const known: readonly (readonly [string, unknown])[] = [
    ['scenario', begin?.scenario],
    ['seed', begin?.seed],
    ['version', at(environment, 'dolphinscheduler', 'version')],
    ['origin', at(environment, 'dolphinscheduler', 'origin')],
    ['build', at(environment, 'dolphinscheduler', 'build')],
    ['strategy', begin?.disconnectStrategy],
    ['contract', begin?.contract.join(', ')],
    ['run', begin?.run],
    ['started', startedAt(events)],
    ['directory', runDirectory],
    ['doublerun', at(environment, 'doublerun')],
    ['engine', at(environment, 'engine', 'version')],
  ];
  return known.flatMap(([name, value]) =>
    typeof value === 'string' || typeof value === 'number' ? [{ name, value: String(value) }] : [],
  );
}

/** What is there under a path of fields, in a value of any shape. */
function at(value: unknown, ...path: readonly string[]): unknown {
  let inner = value;
  for (const field of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, field)) return undefined;
    inner = (inner as Readonly<Record<string, unknown>>)[field];
  }
  return inner;
}
