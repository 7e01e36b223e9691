import type { Finding } from '../../checkers/finding.ts';
import type { EventOf, HistoryEvent } from '../../history/event.ts';
import { MICROS_PER_SECOND, type Micros } from '../../history/time.ts';
import type { Stretch } from './cut.ts';

/** So long before and after a finding its servers' lines matter too, µs. */
const MARGIN: Micros = 5 * MICROS_PER_SECOND;

/**
 * Where in each log the lines are that were written around findings, as bytes. The history says of the lines that matter when and where they were
 * written; between two of those nobody knows more. A log of which it names no line has none.
 */
export function stretchesOfFindings(
  events: readonly HistoryEvent[],
  findings: readonly Finding[],
): ReadonlyMap<string, readonly Stretch[]> {
  const lines = events.filter((event): event is EventOf<'log'> => event.type === 'log');
  return new Map(
    [...Map.groupBy(lines, ({ file }) => file)].map(([file, ofFile]) => {
      const ordered = ofFile.toSorted((a, b) => a.offset - b.offset);
      return [file, findings.flatMap((finding) => stretchOf(ordered, finding))];
    }),
  );
}

function stretchOf(lines: readonly EventOf<'log'>[], { from, to, events }: Finding): readonly Stretch[] {
  const shown = new Set(events);
  const near = lines.filter(({ at, seq }) => shown.has(seq) || (at >= from - MARGIN && at <= to + MARGIN));
  const [first, last] = [near[0], near.at(-1)];
  if (!first || !last) return [];
  return [{ from: first.offset, to: last.offset + Buffer.byteLength(last.text) }];
}
