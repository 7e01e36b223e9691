import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Verdict } from '../checkers/verdict.ts';
import { beginOf } from '../history/begin.ts';
import type { HistoryEvent } from '../history/event.ts';
import { MICROS_PER_MS, type Micros } from '../history/time.ts';
import type { ExcerptLine, LogExcerpts } from '../report/logs.ts';

/** Lines kept on either side of an event of a finding or a fault, and of any other line that told something. */
const around = { named: 20, told: 8 };
/** Characters kept of all logs, and of one line. */
const mostCharacters = 2_000_000;
const longestLine = 2_000;

/** A place in a log: at a byte, or where its time is nearest. */
interface Place {
  readonly file: string;
  readonly at: Micros;
  readonly offset: number | undefined;
  readonly around: number;
}

interface Line {
  readonly offset: number;
  readonly at: Micros | undefined;
  readonly text: string;
}

/**
 * What the report of a run holds of its logs: the lines around the events of findings first, then of faults, then all that told something, for as long
 * as there is room. @param folder the run's `logs/`; what cannot be read there is left out, since a report is wanted all the same
 */
export function readLogExcerpts(folder: string, events: readonly HistoryEvent[], verdict: Verdict): LogExcerpts {
  const files = new Map<string, readonly Line[]>();
  const kept = new Map<string, Set<number>>();
  let room = mostCharacters;
  for (const place of placesOf(events, verdict)) {
    const lines = files.get(place.file) ?? linesOf(folder, place.file);
    files.set(place.file, lines);
    const chosen = kept.get(place.file) ?? new Set();
    kept.set(place.file, chosen);
    const index = indexOf(lines, place);
    if (index === -1) continue;
    for (let each = Math.max(0, index - place.around); each <= index + place.around && each < lines.length; each += 1) {
      if (chosen.has(each)) continue;
      room -= Math.min(longestLine, lines[each]?.text.length ?? 0);
      if (room < 0) return excerptsOf(files, kept, events);
      chosen.add(each);
    }
  }
  return excerptsOf(files, kept, events);
}

/** The most telling first. */
function placesOf(events: readonly HistoryEvent[], { violations, doubts, notes }: Verdict): readonly Place[] {
  const bySeq = new Map(events.map((event) => [event.seq, event]));
  const workers = new Map<string, string>();
  const targets = new Map<string, string>();
  for (const event of events) {
    if (event.type === 'execution.start') workers.set(event.execution, event.worker);
    if (event.type === 'fault.begin') targets.set(event.fault, event.target);
  }
  const found = [...violations, ...doubts, ...notes].flatMap((finding) => finding.events);
  const of = (event: HistoryEvent | undefined, lines: number): Place[] => {
    if (!event) return [];
    if (event.type === 'log') return [{ file: event.file, at: event.at, offset: event.offset, around: lines }];
    const servers = [
      'server' in event ? event.server : undefined,
      'writer' in event ? event.writer : undefined,
      'execution' in event ? workers.get(event.execution) : undefined,
      'fault' in event ? targets.get(event.fault ?? '') : undefined,
    ];
    return [...new Set(servers)].flatMap((server) =>
      server ? [{ file: `${server}.log`, at: event.at, offset: undefined, around: lines }] : [],
    );
  };
  return [
    ...found.flatMap((seq) => of(bySeq.get(seq), around.named)),
    ...events.filter(({ source }) => source === 'nemesis').flatMap((event) => of(event, around.named)),
    ...events.filter(({ type }) => type === 'log').flatMap((event) => of(event, around.told)),
  ];
}

function indexOf(lines: readonly Line[], { at, offset }: Place): number {
  if (offset !== undefined) return lines.findIndex((line) => line.offset === offset);
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, line] of lines.entries()) {
    if (line.at === undefined || Math.abs(line.at - at) >= least) continue;
    best = index;
    least = Math.abs(line.at - at);
  }
  return best;
}

/** Offsets are bytes, as the history's are. A name that leads out of the folder, as a forged history may have it, is no file of it. */
function linesOf(folder: string, file: string): readonly Line[] {
  if (basename(file) !== file) return [];
  let content: Buffer;
  try {
    content = readFileSync(join(folder, file));
  } catch {
    return [];
  }
  const lines: Line[] = [];
  for (let offset = 0; offset < content.length; ) {
    const end = content.indexOf(10, offset);
    const next = end === -1 ? content.length : end + 1;
    const text = content.toString('utf8', offset, end === -1 ? content.length : end);
    lines.push({ offset, at: timeOf(text), text });
    offset = next;
  }
  return lines;
}

const agentLine = /^DOUBLERUN (\d{16}) /;
const stamp = /(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)[.,](\d{3})(?: ([+-]\d\d):?(\d\d))?/;

/** Whoever wrote it, near its beginning; a time without a zone is UTC, as the containers are. */
function timeOf(text: string): Micros | undefined {
  const own = agentLine.exec(text)?.[1];
  if (own !== undefined) return Number(own);
  const [, day, time, thousandths, hours, minutes] = stamp.exec(text.slice(0, 120)) ?? [];
  if (day === undefined) return undefined;
  const zone = hours === undefined ? 'Z' : `${hours}:${minutes}`;
  const at = Date.parse(`${day}T${time}.${thousandths}${zone}`) * MICROS_PER_MS;
  return Number.isNaN(at) ? undefined : at;
}

function excerptsOf(
  files: ReadonlyMap<string, readonly Line[]>,
  kept: ReadonlyMap<string, ReadonlySet<number>>,
  events: readonly HistoryEvent[],
): LogExcerpts {
  const zero = beginOf(events)?.at ?? 0;
  const excerpts = [...kept].flatMap(([file, chosen]): [string, readonly ExcerptLine[]][] => {
    const indices = [...chosen].toSorted((left, right) => left - right);
    const lines = indices.flatMap((index, place): ExcerptLine[] => {
      const line = files.get(file)?.[index];
      const cut = index !== (indices[place - 1] ?? -1) + 1;
      return line ? [[line.offset, line.at === undefined ? null : line.at - zero, shortened(line.text), cut]] : [];
    });
    return lines.length > 0 ? [[file, lines]] : [];
  });
  return Object.fromEntries(excerpts);
}

function shortened(text: string): string {
  return text.length > longestLine ? `${text.slice(0, longestLine)}…` : text;
}
