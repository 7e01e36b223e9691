import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { scenarioSource } from '../../../harness/load-scenario.ts';
import { type Matrix, parseMatrix } from '../../../harness/matrix/file.ts';
import { openMatrix, settleBuild, settleRecords, storedTable } from '../../../harness/matrix/open.ts';
import { addRun, markNotRun, nameOfCell, readCell } from '../../../harness/matrix/records.ts';
import type { MatrixRun } from '../../../harness/matrix/run.ts';
import { planOf } from '../../../harness/matrix/work.ts';
import { keyOfCellPlan } from '../../../harness/plan-key.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'doublerun-matrix-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const now = new Date('2026-11-23T11:12:04Z');

function matrixOf(timeout: number): Matrix {
  const text = `name: m
versions: [3.1.1, 3.2.2]
runs: 2
columns:
  none: { registry_disconnect_strategy: waiting, session_timeout_seconds: ${timeout} }
  stop: { registry_disconnect_strategy: stop }
scenarios: [stop-residual]
`;
  return parseMatrix(text, 'm.yaml', scenarioSource);
}

function cellAt(matrix: Matrix, index: number) {
  const cell = matrix.cells[index];
  if (!cell) throw new Error(`no cell ${index}`);
  const name = nameOfCell(cell);
  const run = (seed: number): MatrixRun => ({
    seed,
    plan: keyOfCellPlan(planOf(cell, seed)),
    outcome: 'seen',
    proved: [],
    seconds: 40,
  });
  return { name, run };
}

test('what is known can be read again, with the file and without it', () => {
  const matrix = matrixOf(8);
  const opened = openMatrix(matrix, root);
  expect(settleRecords(opened, now)).toEqual([]);
  const [none, other] = [cellAt(matrix, 0), cellAt(matrix, 2)];
  addRun(opened.folder, none.name, none.run(1));
  addRun(opened.folder, none.name, none.run(2));
  markNotRun(opened.folder, other.name, 'no images');
  for (const table of [opened.table(), storedTable(opened.folder)]) {
    expect(table.versions).toEqual(['3.1.1', '3.2.2']);
    expect(table.columns[1]).toEqual({ name: 'stop', cluster: 'registry_disconnect_strategy: stop' });
    expect(table.scenarios[0]).toMatchObject({ name: 'stop-residual', expects: 'overlapping-executions of task long' });
    expect(table.cell('3.1.1', 'none', 'stop-residual')).toMatchObject({ seen: 2, of: 2, missing: 0 });
    expect(table.cell('3.1.1', 'stop', 'stop-residual')).toMatchObject({ seen: 0, of: 0, missing: 2 });
    expect(table.cell('3.2.2', 'none', 'stop-residual')).toEqual({ kind: 'not-run', reason: 'no images' });
  }
});

test('a cell that has runs is not told to have none', () => {
  const { name, run } = cellAt(matrixOf(8), 0);
  addRun(root, name, run(1));
  markNotRun(root, name, 'no images');
  expect(readCell(root, name)).toEqual({ runs: [run(1)] });
  const { name: empty, run: first } = cellAt(matrixOf(8), 1);
  markNotRun(root, empty, 'no images');
  addRun(root, empty, first(1));
  expect(readCell(root, empty)).toEqual({ runs: [first(1)] });
});

test('a file that gives a cell other plans begins it anew, says so, and keeps what there was', () => {
  const opened = openMatrix(matrixOf(8), root);
  settleRecords(opened, now);
  const [none, stop] = [cellAt(opened.matrix, 0), cellAt(opened.matrix, 1)];
  for (const { name, run } of [none, stop]) addRun(opened.folder, name, run(1));
  const changed = openMatrix(matrixOf(20), root);
  expect(changed.table().cell('3.1.1', 'none', 'stop-residual')).toMatchObject({ of: 0, missing: 2 });
  expect(settleRecords(changed, now)).toEqual([
    '3.1.1, none, stop-residual: 1 stored run was of another plan and no longer counts, as the file or its scenario has changed',
  ]);
  expect(storedTable(changed.folder).cell('3.1.1', 'none', 'stop-residual')).toMatchObject({ of: 0 });
  expect(storedTable(changed.folder).cell('3.1.1', 'stop', 'stop-residual')).toMatchObject({ of: 1 });
  expect(readdirSync(join(changed.folder, 'cells/3.1.1/none')).sort()).toEqual([
    'stop-residual.before-20261123T111204Z.json',
    'stop-residual.json',
  ]);
});

test('a newer build begins those cells anew that say something of another one', () => {
  const opened = openMatrix(matrixOf(8), root);
  settleRecords(opened, now);
  const [none, stop] = [cellAt(opened.matrix, 2), cellAt(opened.matrix, 3)];
  for (const { name, run } of [none, stop]) addRun(opened.folder, name, { ...run(1), build: 'aaa' });
  addRun(opened.folder, stop.name, { ...stop.run(2), outcome: 'broken' });
  expect(opened.table().builds('3.2.2')).toEqual(['aaa']);
  expect(opened.table().builds('3.1.1')).toEqual([]);
  const settle = (build: string | undefined): readonly string[] =>
    settleBuild(opened.folder, opened.matrix.cells.slice(2), build, now);
  expect(settle('aaa')).toEqual([]);
  addRun(opened.folder, none.name, { ...none.run(2), build: 'bbb' });
  expect(opened.table().builds('3.2.2')).toEqual(['aaa', 'bbb']);
  expect(settle('bbb')).toEqual([
    '3.2.2, none, stop-residual: 1 stored run was of another build and no longer counts, as there is a newer one',
    '3.2.2, stop, stop-residual: 1 stored run was of another build and no longer counts, as there is a newer one',
  ]);
  expect(readCell(opened.folder, none.name).runs.map(({ seed }) => seed)).toEqual([2]);
  expect(readCell(opened.folder, stop.name).runs.map(({ outcome }) => outcome)).toEqual(['broken']);
});

test('records that cannot be read are named, and so is a folder without any', () => {
  const opened = openMatrix(matrixOf(8), root);
  settleRecords(opened, now);
  const { name, run } = cellAt(opened.matrix, 0);
  addRun(opened.folder, name, run(1));
  writeFileSync(join(opened.folder, 'cells/3.1.1/none/stop-residual.json'), '{"runs": [{}]}');
  expect(() => readCell(opened.folder, name)).toThrow('stop-residual.json is not what matrix has written');
  expect(() => storedTable(root)).toThrow('there is no');
});
