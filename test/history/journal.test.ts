import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HistoryEvent, UnnumberedEvent } from '../../history/event.ts';
import { SCHEMA_VERSION } from '../../history/events/run.ts';
import { Journal, JournalError, readJournal } from '../../history/journal.ts';
import { HistoryBuilder } from '../histories/builder.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
  path = join(folder, 'events.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

const history = new HistoryBuilder().execution({ name: 'a', from: 1, to: 3 }).finish(4).build();
const unnumbered = history.map(({ seq, ...event }) => event as UnnumberedEvent);

function write(events: readonly UnnumberedEvent[]): Journal {
  const journal = new Journal(path);
  for (const event of events) journal.append(event);
  return journal;
}

async function errorOf(promise: Promise<unknown>): Promise<JournalError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof JournalError) return error;
  throw new Error(`no journal error but ${error}`);
}

describe('a journal that is written', () => {
  test('numbers events in the order in which they come, and reads back as they were', async () => {
    write(unnumbered).close();
    expect(await readJournal(path)).toEqual({ events: history, torn: false });
    expect(history.map(({ seq }) => seq)).toEqual(history.map((_, index) => index));
  });

  test('returns each event with its number, and has it on disk by then', () => {
    const journal = new Journal(path);
    for (const [index, event] of unnumbered.entries()) {
      expect(journal.append(event)).toEqual(history[index]);
      expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(index + 2);
    }
    journal.close();
  });

  test('is never written over', () => {
    write(unnumbered).close();
    const before = readFileSync(path, 'utf8');
    expect(() => new Journal(path)).toThrow(/EEXIST/);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  test('tells its followers every event from now on, until they leave', () => {
    const [first, second, third] = unnumbered;
    if (!first || !second || !third) throw new Error('three events were built');
    const journal = new Journal(path);
    const heard: HistoryEvent[] = [];
    journal.append(first);
    const leave = journal.follow((event) => heard.push(event));
    journal.append(second);
    leave();
    journal.append(third);
    journal.close();
    expect(heard).toEqual([history[1]]);
  });

  test('ignores what comes after it was closed, twice too', async () => {
    const journal = write(unnumbered.slice(0, 1));
    const heard: HistoryEvent[] = [];
    journal.follow((event) => heard.push(event));
    journal.close();
    journal.close();
    for (const event of unnumbered) journal.append(event);
    expect(heard).toEqual([]);
    expect((await readJournal(path)).events).toHaveLength(1);
  });
});

describe('a journal that is read', () => {
  const text = history.map((event) => `${JSON.stringify(event)}\n`).join('');

  test('may end in half a line, as a killed harness leaves it: it is left out and told', async () => {
    for (const kept of [1, 20, JSON.stringify(history.at(-1)).length - 1]) {
      writeFileSync(path, text.slice(0, text.length - JSON.stringify(history.at(-1)).length - 1 + kept));
      expect(await readJournal(path)).toEqual({ events: history.slice(0, -1), torn: true });
    }
  });

  test('may end in a line that is no JSON only where its line end is missing', async () => {
    writeFileSync(path, `${text}{"seq":\n`);
    const error = await errorOf(readJournal(path));
    const message = `${path}, line ${history.length + 1}: not JSON`;
    expect(error).toMatchObject({ code: 'JOURNAL_CORRUPT', message });
  });

  test.each(['\n', '\n\n', ' '])('may end in blank lines, which are nothing: %j', async (blank) => {
    writeFileSync(path, text + blank);
    expect(await readJournal(path)).toEqual({ events: history, torn: false });
  });

  test('may hold every character that a line can, on the edges of chunks too', async () => {
    const reason = `\u2028 one \u2029 two \u0085 three ${'€𝕏'.repeat(50_000)}`;
    const events = new HistoryBuilder()
      .add(1, { source: 'harness', type: 'run.gap', witness: 'audit', reason })
      .add(2, { source: 'harness', type: 'run.gap', witness: 'audit', reason: `x${reason}` })
      .build();
    writeFileSync(path, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    expect(await readJournal(path)).toEqual({ events, torn: false });
  });

  test('may lack its last line end', async () => {
    writeFileSync(path, text.trimEnd());
    expect(await readJournal(path)).toEqual({ events: history, torn: false });
  });

  test('names file and line of half a line in the middle', async () => {
    writeFileSync(path, text.replace('"type":"execution.beat"', '"type'));
    const error = await errorOf(readJournal(path));
    expect(error).toMatchObject({ code: 'JOURNAL_CORRUPT', message: `${path}, line 3: not JSON` });
  });

  test('names file and line of JSON that is no event, the last included', async () => {
    writeFileSync(path, text);
    appendFileSync(path, `{"seq":${history.length},"type":"run.party"}\n`);
    const error = await errorOf(readJournal(path));
    expect(error.code).toBe('JOURNAL_CORRUPT');
    expect(error.message).toContain(`${path}, line ${history.length + 1}: not an event of the history`);
  });

  test.each([
    ['is missing', (lines: string[]) => lines.toSpliced(2, 1), `line 3: expected seq 2, found 3`],
    ['is there twice', (lines: string[]) => lines.toSpliced(2, 0, lines[1] ?? ''), `line 3: expected seq 2, found 1`],
    [
      'has another place',
      (lines: string[]) => lines.toSpliced(1, 2, lines[2] ?? '', lines[1] ?? ''),
      `line 2: expected seq 1, found 2`,
    ],
  ])('names file and line where a line %s', async (_, change, message) => {
    writeFileSync(path, change(text.split('\n')).join('\n'));
    const error = await errorOf(readJournal(path));
    expect(error).toMatchObject({ code: 'JOURNAL_CORRUPT', message: `${path}, ${message}` });
  });

  test('refuses another version of the schema, and says which', async () => {
    writeFileSync(path, text.replace(`"schema":${SCHEMA_VERSION}`, '"schema":99'));
    const error = await errorOf(readJournal(path));
    expect(error.code).toBe('JOURNAL_SCHEMA');
    expect(error.message).toBe(`${path} has history schema 99; this Doublerun reads schema ${SCHEMA_VERSION}`);
  });

  test('refuses a file that is no history', async () => {
    for (const other of ['', '{"seq":', text.split('\n').slice(1).join('\n')]) {
      writeFileSync(path, other);
      const message = `${path}, line 1: no run.begin, so this is no history of Doublerun`;
      expect(await errorOf(readJournal(path))).toMatchObject({ code: 'JOURNAL_CORRUPT', message });
    }
  });

  test('says which file it could not open', async () => {
    const error = await errorOf(readJournal(path));
    expect(error.code).toBe('JOURNAL_UNREADABLE');
    expect(error.message).toContain(path);
    expect(error.cause).toBeDefined();
  });
});
