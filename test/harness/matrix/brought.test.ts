import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadMatrix } from '../../../harness/matrix/load.ts';

const folder = join(import.meta.dirname, '../../../harness/matrices');
const files = readdirSync(folder);

test.each(files)('%s, which Doublerun brings, can be run', (file) => {
  const matrix = loadMatrix(join(folder, file));
  expect(`${matrix.name}.yaml`).toBe(file);
  expect(matrix.cells.length).toBeGreaterThan(0);
});

test('a matrix that is not there is named', () => {
  expect(() => loadMatrix('no-such.yaml')).toThrow('there is no no-such.yaml');
});
