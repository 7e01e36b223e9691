import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** What each room may import of ours: rooms, or single files of them. */
const mayImport = {
  history: [],
  checkers: ['history/'],
  cluster: ['history/'],
  report: [
    'history/',
    ...['finding', 'verdict', 'catalogue', 'contract', 'dispatchers'].map((name) => `checkers/${name}.ts`),
  ],
  harness: ['history/', 'checkers/', 'cluster/', 'report/'],
} as const;

type Room = keyof typeof mayImport;
const rooms = Object.keys(mayImport) as Room[];

function filesOf(room: Room): readonly string[] {
  const names = readdirSync(join(root, room), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.ts')).map((name) => join(root, room, name));
}

/** What a file imports, in any way: `from '…'`, `import '…'`, `import('…')`. */
function importsOf(text: string): readonly string[] {
  const pattern = /(?:\bfrom|\bimport)\s*\(?\s*(['"])([^'"]+)\1/g;
  return [...text.matchAll(pattern)].map((match) => match[2] ?? '');
}

/** @returns each import of ours as a path from the root of the repository. */
function ownImportsOf(file: string): readonly string[] {
  const own = importsOf(readFileSync(file, 'utf8')).filter((name) => name.startsWith('.'));
  return own.map((name) => relative(root, resolve(dirname(file), name)));
}

describe('rooms import in one direction only', () => {
  test.each(rooms)('%s', (room) => {
    const allowed = [`${room}/`, ...mayImport[room]];
    const strangers = filesOf(room).flatMap((file) =>
      ownImportsOf(file)
        .filter((name) => !allowed.some((prefix) => name.startsWith(prefix)))
        .map((name) => `${relative(root, file)} imports ${name}`),
    );
    expect(strangers).toEqual([]);
  });
});

test('checkers use no clock, no files and no network: they import nothing of Node and no package', () => {
  const foreign = filesOf('checkers')
    .flatMap((file) => importsOf(readFileSync(file, 'utf8')))
    .filter((name) => !name.startsWith('.'));
  expect(foreign).toEqual([]);
  const clocks = filesOf('checkers').filter((file) =>
    /\bDate\.now|new Date|performance\.|process\.(env|hrtime)|\bfetch\(|set(Timeout|Interval)|Math\.random|nowMicros/.test(
      readFileSync(file, 'utf8'),
    ),
  );
  expect(clocks).toEqual([]);
});

test('the test above sees imports of every kind', () => {
  const text = `import type { A } from '../a.ts';\nexport { b } from "../b.ts";\nimport '../c.ts';\nawait import('../d.ts');\nimport {\n  e,\n} from '../e.ts';`;
  expect(importsOf(text)).toEqual(['../a.ts', '../b.ts', '../c.ts', '../d.ts', '../e.ts']);
  expect(filesOf('checkers').length).toBeGreaterThan(10);
  expect(ownImportsOf(join(root, 'checkers/judge.ts'))).toContain('history/event.ts');
});
