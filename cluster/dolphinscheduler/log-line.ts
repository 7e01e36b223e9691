import type { EventOf } from '../../history/event.ts';
import { logLine } from '../../history/events/log.ts';
import { MICROS_PER_MS, type Micros } from '../../history/time.ts';
import type { NameOf } from './family.ts';
import type { LogPattern, LogRole, LogTable } from './log-patterns.ts';

/** Characters of a message that the history keeps. */
const TEXT_LENGTH = 500;

/** A `log` event without what only the reader of the file knows. */
export type LogEvent = Omit<EventOf<'log'>, 'seq' | 'mono' | 'server' | 'file' | 'offset'> & {
  /** When the sender in `about` made the message that was received, by its own clock, µs: an event of its own, for the caller to write. */
  readonly made?: Micros;
};

/**
 * `event`: it tells something. `other`: a line of no interest, written at `at`. `continued`: part of the line before (a stack trace, a
 * task's output) or no log at all. A log that has only such lines is written in another way than the table thinks.
 */
export type ReadLine =
  | { readonly type: 'event'; readonly event: LogEvent }
  | { readonly type: 'other'; readonly at: Micros }
  | { readonly type: 'continued' };

/**
 * @param line one line of a server's console, without its end
 * @param role what the server is
 * @param nameOf a server that it does not know is left out of the event
 */
export function readLogLine(line: string, table: LogTable, role: LogRole, nameOf: NameOf): ReadLine {
  const ours = agentEvent(line, nameOf);
  if (ours) return { type: 'event', event: ours };
  const head = table.head.exec(line)?.groups;
  if (!head) return { type: 'continued' };
  const { time = '', zone = '', logger = '', message = '' } = head;
  const at = timeOf(time, zone);
  if (Number.isNaN(at)) return { type: 'continued' };
  const name = logger.slice(logger.lastIndexOf('.') + 1);
  for (const pattern of table.patterns) {
    if (pattern.on !== role || pattern.logger !== name) continue;
    const match = pattern.message.exec(message);
    if (match) return { type: 'event', event: eventOf(pattern, at, message, head, match.groups ?? {}, nameOf) };
  }
  return { type: 'other', at };
}

/** A line of Doublerun's own agent, the same in every version: `DOUBLERUN <µs> <fact> <name>=<value> …`. */
const agentLine = /^DOUBLERUN (?<at>\d+) (?<fact>[a-z-]+) (?<values>.*)$/;

/** @returns what a line of the agent's tells; nothing where it is none. */
function agentEvent(line: string, nameOf: NameOf): LogEvent | undefined {
  const { at, fact, values } = agentLine.exec(line)?.groups ?? {};
  const known = logLine.shape.fact.safeParse(fact);
  if (at === undefined || values === undefined || !known.success) return undefined;
  const found: Groups = Object.fromEntries(
    values.split(' ').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
  const { point, fault } = found;
  return {
    ...eventOf({ fact: known.data }, Number(at), `${fact} ${values}`, {}, found, nameOf),
    ...(point ? { point } : {}),
    ...(fault ? { fault } : {}),
  };
}

type Groups = Readonly<Record<string, string | undefined>>;

function eventOf(
  { fact, prefix }: Pick<LogPattern, 'fact' | 'prefix'>,
  at: Micros,
  message: string,
  head: Groups,
  found: Groups,
  nameOf: NameOf,
): LogEvent {
  const about = found['about'] ? nameOf(found['about']) : null;
  const workflow = idOf(found['workflow']) ?? (prefix?.includes('workflow') ? idOf(head['workflow']) : null);
  const task = idOf(found['task']);
  const taskInstance =
    idOf(found['taskInstance']) ?? (prefix?.includes('taskInstance') ? idOf(head['taskInstance']) : null);
  const made = idOf(found['made']);
  return {
    source: 'log',
    type: 'log',
    at,
    fact,
    ...(about === null ? {} : { about }),
    ...(workflow === null ? {} : { workflow }),
    ...(task === null ? {} : { task }),
    ...(taskInstance === null ? {} : { taskInstance }),
    ...(made === null ? {} : { made: made * MICROS_PER_MS }),
    text: message.slice(0, TEXT_LENGTH),
  };
}

/** Ids begin with 1: upstream writes 0, or `null`, where there is none. */
function idOf(digits: string | undefined): number | null {
  return (digits !== undefined && /^\d+$/.test(digits) && Number(digits)) || null;
}

/** `2026-11-23 07:52:35.256` and `+0000` to µs; NaN where there is no such time. */
function timeOf(time: string, zone: string): Micros {
  return Date.parse(`${time.replace(' ', 'T')}${zone.slice(0, 3)}:${zone.slice(3)}`) * MICROS_PER_MS;
}
