import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadPlan } from '../../../harness/load-plan.ts';
import { loadScenario } from '../../../harness/load-scenario.ts';
import { plan } from '../../../harness/plan.ts';
import { createShrinkFolder, openShrinkFolder, type ShrinkStart } from '../../../harness/shrink/folder.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'doublerun-shrink-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const start: ShrinkStart = {
  from: 'runs/failover-16759/one',
  wanted: { anomaly: 'overlapping-executions', task: 'long', faults: ['refuse'] },
  tries: 5,
  rate: 0.5,
  servers: false,
  plan: plan(loadScenario('failover-16759'), 1),
  dolphinscheduler: '3.1.1',
};
const now = new Date('2026-11-23T11:12:04Z');

test('a search that is taken up again knows what it began with and what was tried', () => {
  const folder = createShrinkFolder(root, start, now);
  expect(folder.path).toBe(join(root, 'failover-16759', 'shrink-20261123T111204Z'));
  folder.tried({ key: 'aa', what: '1 of 2 faults', answer: 'not', runs: [{ run: 'x/1', outcome: 'not' }] });
  folder.tried({ key: 'bb', what: '1 of 2 tasks', answer: 'seen', runs: [{ outcome: 'seen', sentence: 'so it was' }] });
  const again = openShrinkFolder(folder.path);
  expect(again?.start).toEqual(start);
  expect([...(again?.known ?? [])]).toEqual([
    ['aa', 'not'],
    ['bb', 'seen'],
  ]);
});

test('half a line, as a killed search leaves it, is tried again', () => {
  const folder = createShrinkFolder(root, start, now);
  folder.tried({ key: 'aa', what: 'x', answer: 'not', runs: [] });
  appendFileSync(join(folder.path, 'tried.jsonl'), '{"key":"bb","answer":"se');
  expect([...(openShrinkFolder(folder.path)?.known.keys() ?? [])]).toEqual(['aa']);
});

test('the smallest plan so far is one that can be replayed', () => {
  const folder = createShrinkFolder(root, start, now);
  folder.keep(start.plan);
  expect(loadPlan(folder.path)).toEqual(start.plan);
});

test('two searches of one second have a folder each; a run directory is no such folder', () => {
  const [one, two] = [createShrinkFolder(root, start, now), createShrinkFolder(root, start, now)];
  expect(two.path).toBe(`${one.path}-2`);
  expect(openShrinkFolder(root)).toBeUndefined();
  writeFileSync(
    join(one.path, 'start.json'),
    readFileSync(join(one.path, 'start.json'), 'utf8').replace('"tries": 5', '"tries": 0'),
  );
  expect(() => openShrinkFolder(one.path)).toThrow('start.json is not what shrink has written');
});
