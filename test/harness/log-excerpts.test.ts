import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readLogExcerpts } from '../../harness/log-excerpts.ts';
import type { UnnumberedEvent } from '../../history/event.ts';
import { numbered, runBegin, second, verdictOf } from '../report/sample.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doublerun-logs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A line a second, from second 0 on, as DolphinScheduler writes them. */
function lineAt(index: number): string {
  const time = new Date(second(index) / 1000).toISOString().replace('T', ' ').replace('Z', ' +0000');
  return `[INFO] ${time} a.Logger:[1] - größe ${index}`;
}

function write(file: string, count: number): readonly number[] {
  const lines = Array.from({ length: count }, (_, index) => `${lineAt(index)}\n`);
  writeFileSync(join(folder, file), lines.join(''));
  return lines.map((_, index) => Buffer.byteLength(lines.slice(0, index).join('')));
}

function fact(at: number, file: string, offset: number): UnnumberedEvent {
  const told = { fact: 'waiting', text: 'it waits', file, offset } as const;
  return { at: second(at), source: 'log', type: 'log', server: 'master-1', ...told };
}

test('the lines around a line that told something, found by its byte', () => {
  const offsets = write('master-1.log', 200);
  const events = numbered([runBegin(), fact(100, 'master-1.log', offsets[100] ?? 0)]);
  const { 'master-1.log': lines = [] } = readLogExcerpts(folder, events, verdictOf(events));
  expect(lines.map(([, at]) => (at ?? 0) / 1e6)).toEqual(Array.from({ length: 17 }, (_, index) => 92 + index));
  expect(lines.find(([offset]) => offset === offsets[100])).toEqual([offsets[100], 100e6, lineAt(100), false]);
  expect(lines[0]?.[3]).toBe(true);
});

test('around an event of a finding that no log tells, more, by the time; what lies between two is left out', () => {
  write('master-1.log', 300);
  write('worker-1.log', 300);
  const pause = { source: 'engine', server: 'master-1' } as const;
  const events = numbered([
    runBegin(),
    { at: second(50.2), ...pause, type: 'container.pause' },
    { at: second(250), ...pause, type: 'container.unpause' },
  ]);
  const finding = { anomaly: 'never-recovered', proof: 'proved', subject: '', executions: [], events: [1, 2] } as const;
  const whole = { ...finding, from: second(50), to: second(250), sentence: 'Gone.' };
  const excerpts = readLogExcerpts(folder, events, verdictOf(events, { notes: [whole] }));
  expect(Object.keys(excerpts)).toEqual(['master-1.log']);
  const seconds = excerpts['master-1.log']?.map(([, at, , cut]) => [(at ?? 0) / 1e6, cut]);
  expect(seconds?.filter(([, cut]) => cut)).toEqual([
    [30, true],
    [230, true],
  ]);
  expect(seconds).toHaveLength(82);
});

test('lines without a time belong to those around; a log that is not there, or a line of a megabyte, is no error', () => {
  const text = `${lineAt(0)}\njava.lang.Error\n\tat x\nDOUBLERUN ${second(3)} waiting a=b\n${'x'.repeat(1_000_000)}`;
  writeFileSync(join(folder, 'master-1.log'), text);
  const events = numbered([runBegin(), fact(0, 'master-1.log', 0), fact(0, 'gone.log', 0)]);
  const { 'master-1.log': lines = [], 'gone.log': gone } = readLogExcerpts(folder, events, verdictOf(events));
  expect(gone).toBeUndefined();
  expect(lines.map(([, at, line]) => [at, line.length])).toEqual([
    [0, lineAt(0).length],
    [null, 15],
    [null, 5],
    [3e6, `DOUBLERUN ${second(3)} waiting a=b`.length],
    [null, 2001],
  ]);
});

test('two million characters and no more', () => {
  const lines = Array.from({ length: 3000 }, (_, index) => `${lineAt(index)} ${'y'.repeat(1000)}\n`);
  writeFileSync(join(folder, 'master-1.log'), lines.join(''));
  const offsets: number[] = [];
  let offset = 0;
  for (const line of lines) {
    offsets.push(offset);
    offset += Buffer.byteLength(line);
  }
  const events = numbered([runBegin(), ...offsets.map((each, index) => fact(index, 'master-1.log', each))]);
  const { 'master-1.log': kept = [] } = readLogExcerpts(folder, events, verdictOf(events));
  const size = kept.reduce((sum, [, , line]) => sum + line.length, 0);
  expect(size).toBeLessThanOrEqual(2_000_000);
  expect(size).toBeGreaterThan(1_900_000);
});

test('a history that names a file elsewhere gets nothing of it', () => {
  writeFileSync(`${folder}.log`, `${lineAt(0)}\n`);
  const names = [`../${basename(folder)}.log`, `${folder}.log`, '..', '/etc/hostname'];
  const events = numbered([runBegin(), ...names.map((name) => fact(0, name, 0))]);
  try {
    expect(readLogExcerpts(folder, events, verdictOf(events))).toEqual({});
  } finally {
    rmSync(`${folder}.log`);
  }
});
