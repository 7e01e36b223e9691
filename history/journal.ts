import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import type { z } from 'zod';
import { eventSchema, type HistoryEvent, type UnnumberedEvent } from './event.ts';
import type { Source } from './events/base.ts';
import { SCHEMA_VERSION } from './events/run.ts';
import { gap } from './gap.ts';
import { parseJson } from './json.ts';
import { linesOf } from './lines.ts';
import { reasonOf } from './reason.ts';
import { nowMicros } from './time.ts';

/**
 * The journal on disk can't be read as a history; the message names file and line. Or, `JOURNAL_BAD_EVENT`: the harness or the nemesis
 * wanted to write what could not be read, which is a defect of Doublerun.
 */
export class JournalError extends Error {
  readonly code: 'JOURNAL_UNREADABLE' | 'JOURNAL_CORRUPT' | 'JOURNAL_SCHEMA' | 'JOURNAL_BAD_EVENT';

  constructor(code: JournalError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'JournalError';
    this.code = code;
  }
}

/** Who tells of what Doublerun does not do itself, so that what they say may be of any shape. */
const witnesses: ReadonlySet<Source> = new Set(['witness', 'audit', 'registry', 'engine', 'link', 'log', 'client']);

type Listener = (event: HistoryEvent) => void;

/**
 * The one writer of a run's `events.jsonl`. Each event is one `write(2)` of a whole line, so that killing the harness loses
 * at most the line being written; faults are synced as well, because healing after a crash of the machine reads them.
 */
export class Journal {
  readonly path: string;
  readonly #file: number;
  readonly #listeners = new Set<Listener>();
  #next = 0;
  #open = true;

  /** @throws the file system's error where `path` exists already or can't be made: a history is never overwritten. */
  constructor(path: string) {
    this.path = path;
    this.#file = openSync(path, 'ax');
  }

  /**
   * Numbers, writes and hands round one event. What a witness tells and no reader would take is not written, since one such line
   * makes the whole history unreadable; a gap of that witness is written instead. Witnesses that still talk after `close` are ignored.
   * @returns the event that was written, be it the gap.
   * @throws JournalError `JOURNAL_BAD_EVENT` where an event of the harness or the nemesis is no event of the history.
   */
  append(event: UnnumberedEvent): HistoryEvent {
    const numbered = { seq: this.#next, ...event } as HistoryEvent;
    if (!this.#open) return numbered;
    const { line, defect } = toLine(numbered);
    if (line === undefined) return this.append(gapInstead(event, defect));
    writeSync(this.#file, line);
    this.#next += 1;
    if (numbered.source === 'nemesis') fsyncSync(this.#file);
    for (const listener of this.#listeners) listener(numbered);
    return numbered;
  }

  /** Calls `listener` with every event from now on, in journal order. @returns what ends that. */
  follow(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    fsyncSync(this.#file);
    closeSync(this.#file);
  }
}

/** @returns the event's line; or what is wrong with it, as a reader would find: JSON leaves some things out and changes others. */
function toLine(event: HistoryEvent): { line: string; defect?: never } | { line?: never; defect: string } {
  try {
    const text = JSON.stringify(event);
    const { error } = eventSchema.safeParse(JSON.parse(text));
    return error ? { defect: defectOf(error) } : { line: `${text}\n` };
  } catch (error) {
    return { defect: (error as Error).message };
  }
}

function gapInstead({ source, type, at }: UnnumberedEvent, defect: string): UnnumberedEvent {
  const what = `${type}: ${defect}`;
  if (!witnesses.has(source)) {
    throw new JournalError('JOURNAL_BAD_EVENT', `${source} told what is not an event of the history: ${what}`);
  }
  const reason = `an event could not be written: ${what}`;
  const moment = Number.isSafeInteger(at) ? at : nowMicros();
  return gap(source, reason, moment);
}

/** In words, the first thing that is wrong. */
function defectOf({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.join('.') || 'line'}: ${issue?.message ?? 'unknown shape'}`;
}

/**
 * What a journal on disk holds. `torn`: its last line lacks its line end and is no JSON, as a killed harness leaves it; it was left
 * out. A last line that is whole but for its line end counts.
 */
export interface StoredHistory {
  readonly events: readonly HistoryEvent[];
  readonly torn: boolean;
}

/**
 * Reads a whole journal, in the order in which it was written.
 * @throws JournalError where the file can't be opened, a line that is not torn is no event, a line is missing or out of place, or
 * the schema is another version.
 */
export async function readJournal(path: string): Promise<StoredHistory> {
  const events: HistoryEvent[] = [];
  let torn = false;
  try {
    for await (const { number, text, ended } of linesOf(path)) {
      const value = parseJson(text);
      if (value === undefined && ended) throw new JournalError('JOURNAL_CORRUPT', `${path}, line ${number}: not JSON`);
      if (value === undefined) torn = true;
      else events.push(parseEvent(path, number, value, events.length));
    }
  } catch (error) {
    if (error instanceof JournalError) throw error;
    throw new JournalError('JOURNAL_UNREADABLE', `cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  }
  if (events.length === 0) throw noHistory(path);
  return { events, torn };
}

function noHistory(path: string): JournalError {
  return new JournalError('JOURNAL_CORRUPT', `${path}, line 1: no run.begin, so this is no history of Doublerun`);
}

/** The header comes first, and no line is missing, doubled or moved: findings name events by their number. */
function parseEvent(path: string, line: number, value: unknown, place: number): HistoryEvent {
  if (place === 0) checkSchema(path, value);
  const { success, data: event, error } = eventSchema.safeParse(value);
  if (!success) {
    throw new JournalError('JOURNAL_CORRUPT', `${path}, line ${line}: not an event of the history: ${defectOf(error)}`);
  }
  if (place === 0 && event.type !== 'run.begin') throw noHistory(path);
  if (event.seq === place) return event;
  throw new JournalError('JOURNAL_CORRUPT', `${path}, line ${line}: expected seq ${place}, found ${event.seq}`);
}

function checkSchema(path: string, header: unknown): void {
  const found = (header as { schema?: unknown } | null)?.schema;
  if (typeof found === 'number' && found !== SCHEMA_VERSION) {
    throw new JournalError(
      'JOURNAL_SCHEMA',
      `${path} has history schema ${found}; this Doublerun reads schema ${SCHEMA_VERSION}`,
    );
  }
}
