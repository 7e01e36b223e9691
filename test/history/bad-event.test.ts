import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HistoryEvent, UnnumberedEvent } from '../../history/event.ts';
import { Journal, readJournal } from '../../history/journal.ts';
import { nowMicros } from '../../history/time.ts';
import { BEGIN, HistoryBuilder } from '../histories/builder.ts';

let folder: string;
let journal: Journal;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
  journal = new Journal(join(folder, 'events.jsonl'));
  for (const event of unnumbered(new HistoryBuilder())) journal.append(event);
});
afterEach(() => {
  journal.close();
  rmSync(folder, { recursive: true });
});

/** What a builder holds, unchecked. */
function unnumbered(builder: HistoryBuilder): readonly UnnumberedEvent[] {
  return builder.build().map(({ seq, ...event }) => event as UnnumberedEvent);
}

async function stored(): Promise<readonly HistoryEvent[]> {
  return (await readJournal(journal.path)).events;
}

const at = BEGIN + 7;
const row = {
  at,
  source: 'audit',
  type: 'row',
  op: 'update',
  transaction: '1',
  writerAddress: '10.0.0.1',
  changed: {},
  table: 'workflow',
  workflow: 1,
  definition: 1,
  state: 'RUNNING_EXECUTION',
  final: false,
  owner: 'master-1',
} as const;
const answer = { at, source: 'client', type: 'call.ok', call: 1, operation: 'log in' } as const;

describe('an event of a witness that no reader would take', () => {
  test.each<[string, UnnumberedEvent, string]>([
    ['an empty name', { ...row, state: '' }, 'row: state: Too small: expected string to have >=1 characters'],
    ['no number', { ...row, workflow: Number.NaN }, 'row: workflow: Invalid input: expected number, received null'],
    ['what JSON leaves out', { ...answer, response: undefined }, 'call.ok: response: '],
    ['what JSON can not hold', { ...answer, response: 1n }, 'call.ok: Do not know how to serialize a BigInt'],
    ['a field too many', { ...row, party: true } as UnnumberedEvent, 'row: line: Unrecognized key: "party"'],
  ])('leaves a gap of that witness instead: %s', async (_, event, defect) => {
    const heard: HistoryEvent[] = [];
    journal.follow((each) => heard.push(each));
    const gap = journal.append(event);
    expect(gap).toMatchObject({ seq: 1, at, source: 'harness', type: 'run.gap', witness: event.source });
    expect(gap).toHaveProperty('reason', expect.stringContaining(`an event could not be written: ${defect}`));
    expect(heard).toEqual([gap]);
    journal.append(row);
    expect((await stored()).slice(1)).toEqual([gap, { seq: 2, ...row }]);
  });

  test('leaves the gap at the moment of writing where its own is unknown', () => {
    const before = nowMicros();
    const gap = journal.append({ ...row, at: Number.NaN });
    expect(gap.at).toBeGreaterThanOrEqual(before);
    expect(gap.at).toBeLessThanOrEqual(nowMicros());
  });
});

describe('an event of our own that no reader would take', () => {
  const gap = { at, source: 'harness', type: 'run.gap', witness: 'audit', reason: '' } as const;
  const begin = { at, source: 'nemesis', type: 'fault.begin', fault: 'cut-1', kind: '', target: 'master-1' } as const;
  const nobody = { ...row, source: 'nobody' } as unknown as UnnumberedEvent;

  test.each<[string, UnnumberedEvent, string]>([
    ['harness', gap, 'run.gap: reason: Too small'],
    ['nemesis', begin, 'fault.begin: kind: Too small'],
    ['nobody', nobody, 'row: source: '],
  ])('is an error and not written: %s', async (_, event, defect) => {
    const message = expect.stringContaining(`told what is not an event of the history: ${defect}`);
    expect(() => journal.append(event)).toThrow(expect.objectContaining({ code: 'JOURNAL_BAD_EVENT', message }));
    journal.append(row);
    expect((await stored()).slice(1)).toEqual([{ seq: 1, ...row }]);
  });

  test('is ignored after the end as all else', () => {
    journal.close();
    expect(() => journal.append(gap)).not.toThrow();
  });
});
