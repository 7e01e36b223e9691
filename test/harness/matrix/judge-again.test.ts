import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { scenarioSource } from '../../../harness/load-scenario.ts';
import { parseMatrix } from '../../../harness/matrix/file.ts';
import { judgeAgain } from '../../../harness/matrix/judge-again.ts';
import { addRun, nameOfCell, readCell } from '../../../harness/matrix/records.ts';
import type { MatrixRun } from '../../../harness/matrix/run.ts';
import { planOf } from '../../../harness/matrix/work.ts';
import { keyOfCellPlan } from '../../../harness/plan-key.ts';

const matrix = parseMatrix(
  'name: m\nversions: [3.1.1]\nruns: 2\ncolumns: { none: { registry_disconnect_strategy: waiting } }\nscenarios: [failover-16759]\n',
  'm.yaml',
  scenarioSource,
);
const [cell] = matrix.cells;
if (!cell) throw new Error('no cell');
const name = nameOfCell(cell);
const plan = planOf(cell, 1);
const recorded: MatrixRun = {
  seed: 1,
  plan: keyOfCellPlan(plan),
  outcome: 'inconclusive',
  run: 'failover-16759/20261123T111204Z-1',
  proved: [],
  seconds: 51,
  reason: 'checkers of those days could not say',
};

let runs = '';
let folder = '';
beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), 'doublerun-again-'));
  folder = join(runs, 'matrix-m');
  addRun(folder, name, recorded);
});
afterEach(() => rmSync(runs, { recursive: true }));

function storeRun(environment: unknown): void {
  const path = join(runs, String(recorded.run));
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'plan.json'), JSON.stringify(plan));
  copyFileSync(join(import.meta.dirname, '../../checkers/recorded/failover-16759.jsonl'), join(path, 'events.jsonl'));
  if (environment !== undefined) writeFileSync(join(path, 'environment.json'), JSON.stringify(environment));
}

const stored = (): readonly MatrixRun[] => readCell(folder, name).runs;

test('a stored run says what the checkers of today say of it, and of which build it was', async () => {
  storeRun({ dolphinscheduler: { version: '3.1.1', origin: 'dist', build: 'abc' } });
  expect(await judgeAgain(matrix.cells, { runs, folder })).toEqual([
    '3.1.1, none, failover-16759, seed 1: was inconclusive, is seen now',
  ]);
  const [run] = stored();
  expect(run).toMatchObject({ seed: 1, outcome: 'seen', build: 'abc', seconds: 51, verdict: 'violation' });
  expect(run?.reason).toBeUndefined();
  expect(run?.proved.map(({ anomaly }) => anomaly)).toContain('overlapping-executions');
  expect(await judgeAgain(matrix.cells, { runs, folder })).toEqual([]);
  expect(stored()).toEqual([run]);
});

test('a run that never described what it ran on has no build', async () => {
  storeRun(undefined);
  await judgeAgain(matrix.cells, { runs, folder });
  expect(stored()[0]).toMatchObject({ outcome: 'seen' });
  expect(stored()[0]).not.toHaveProperty('build');
});

test('a run whose folder is gone stays as it was recorded', async () => {
  expect(await judgeAgain(matrix.cells, { runs, folder })).toEqual([]);
  expect(stored()).toEqual([recorded]);
});
