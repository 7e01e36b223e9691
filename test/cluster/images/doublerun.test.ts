import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ownFiles, packageFiles, packageOf, productionPackages } from '../../../cluster/images/doublerun/files.ts';
import { doublerunTag } from '../../../cluster/images/doublerun/image.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

test('the image has the project and the packages that it runs with, and nothing that is for development', () => {
  const own = ownFiles(root).map(({ to }) => to);
  for (const file of ['harness/cli.ts', 'harness/swarm/task.ts', 'docker/base/Dockerfile', 'package-lock.json'])
    expect(own).toContain(file);
  expect(own.filter((path) => path.startsWith('test/'))).toEqual([]);
  const packages = new Set(packageFiles(root).map(({ to }) => packageOf(to)));
  expect(packages).toContain('node_modules/dockerode');
  expect(packages).not.toContain('node_modules/vitest');
  expect(packages).not.toContain('node_modules/typescript');
});

test('no registry can be asked for the image', async () => {
  const [registry = '', ...rest] = (await doublerunTag()).split('/');
  expect(registry).toMatch(/\.invalid$/);
  expect(rest.join('/')).toMatch(/^doublerun:[0-9a-f]{12}$/);
});

test('a file is of the innermost package that it lies in', () => {
  expect(packageOf('node_modules/a/lib/index.js')).toBe('node_modules/a');
  expect(packageOf('node_modules/@s/a/index.js')).toBe('node_modules/@s/a');
  expect(packageOf('node_modules/a/node_modules/@s/b/index.js')).toBe('node_modules/a/node_modules/@s/b');
  const all = { '': {}, 'node_modules/a': {}, 'node_modules/b': { dev: true } };
  expect([...productionPackages(all)]).toEqual(['node_modules/a']);
});
