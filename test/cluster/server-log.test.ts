import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { byLine } from '../../cluster/observers/container-log.ts';
import { readServerLog } from '../../cluster/observers/server-log.ts';
import type { HistoryEvent } from '../../history/event.ts';
import { Journal } from '../../history/journal.ts';
import { nameOf, tableOf } from './log-cases.ts';

let folder: string;
let journal: Journal;
let events: HistoryEvent[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doublerun-test-'));
  journal = new Journal(join(folder, 'events.jsonl'));
  events = [];
  journal.follow((event) => events.push(event));
});
afterEach(() => {
  journal.close();
  rmSync(folder, { recursive: true });
});

const reader = (server: string, role: 'master' | 'worker') =>
  readServerLog({ server, role, table: tableOf('3.1.1'), nameOf, file: `${server}.log`, journal });

test('lines that matter are events of the server, with the file and the byte where each begins', () => {
  const text = readFileSync(new URL('logs-3.1.1/master-1.txt', import.meta.url));
  const log = reader('master-1', 'master');
  byLine(log.hear)(text);
  log.finish();
  expect(events.length).toBeGreaterThan(10);
  for (const event of events) {
    if (event.type !== 'log') throw new Error(`${event.type} is no line of a log`);
    expect(event).toMatchObject({ server: 'master-1', file: 'master-1.log' });
    expect(text.subarray(event.offset).toString()).toMatch(/^\[\w+ *\] \d{4}-/);
    expect(text.subarray(event.offset).toString().split('\n', 1)[0]).toContain(event.text.slice(0, 60));
  }
});

test('a message that says when its sender made it tells of the sender too, before it was sent', () => {
  const log = reader('worker-2', 'worker');
  byLine(log.hear)(readFileSync(new URL('logs-3.1.1/worker-2.txt', import.meta.url)));
  const [sending, received] = events.filter(
    (event) => event.type === 'log' && (event.fact === 'task-dispatching' || event.fact === 'task-received'),
  );
  expect(received).toMatchObject({ fact: 'task-received', server: 'worker-2', about: 'master-1' });
  expect(sending).toMatchObject({
    fact: 'task-dispatching',
    server: 'master-1',
    about: 'worker-2',
    file: 'worker-2.log',
  });
  expect(sending?.at).toBeLessThanOrEqual(received?.at ?? 0);
});

test('a log that is written in another way is a gap, and an empty one is not', () => {
  reader('master-1', 'master').finish();
  expect(events).toEqual([]);
  const log = reader('master-1', 'master');
  log.hear('hello', 0);
  log.finish();
  expect(events).toEqual([expect.objectContaining({ type: 'run.gap', witness: 'log' })]);
});
