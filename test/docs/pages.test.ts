import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };
import { problemOf } from './command-line.ts';
import { anchorsOf, commandsOf, type Page, pageAt, pages, root } from './page.ts';

describe.each(pages.map((page): [string, Page] => [page.path, page]))('%s', (path, page) => {
  test('names commands and options that there are', () => {
    expect(commandsOf(page, './doublerun ').flatMap((line) => problemOf(line) ?? [])).toEqual([]);
  });

  test('names scripts of package.json that there are', () => {
    const scripts = commandsOf(page, 'npm run ').map((line) => line.split(' ')[0] ?? '');
    expect(scripts.filter((name) => !Object.hasOwn(packageFile.scripts, name))).toEqual([]);
  });

  test('leads to files and headings that there are', () => {
    const links = [...page.text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)];
    const dead = links.flatMap(([link, file = '', anchor]) => {
      const target = file === '' ? path : relative(root, join(root, dirname(path), file));
      if (!existsSync(join(root, target))) return [link];
      return anchor === undefined || anchorsOf(pageAt(target)).has(anchor) ? [] : [link];
    });
    expect(dead).toEqual([]);
  });
});

test('the tests above see what is wrong', () => {
  const text =
    'Say `./doublerun run blip --sede 7`, or `./doublerun lst runs`:\n\n    ./doublerun list runs --last 3   # three\n';
  expect(commandsOf({ path: '', text }, './doublerun ')).toEqual([
    'run blip --sede 7',
    'lst runs',
    'list runs --last 3',
  ]);
  expect(problemOf('run blip --sede 7')).toBe('run has no option --sede');
  expect(problemOf('lst runs')).toBe('there is no command lst');
  expect(problemOf('list rnus')).toBe('there is no command rnus');
  expect(problemOf('list runs --last 3')).toBeUndefined();
  expect(anchorsOf({ path: '', text: "# What's new: `a` and B\n" })).toEqual(new Set(['whats-new-a-and-b']));
});
