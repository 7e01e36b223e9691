import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { nameOf } from '../../harness/docs/commands-page.ts';
import { buildProgram } from '../../harness/program.ts';
import packageFile from '../../package.json' with { type: 'json' };
import { anchorsOf, commandsOf, type Page, pageAt, pages, root } from './page.ts';

const program = buildProgram(new AbortController().signal, () => undefined);

/** What is wrong with a command line; nothing where the program would take it, as far as names go. */
function problemOf(line: string): string | undefined {
  const words = line.split(/\s+/).filter((word) => word !== '');
  // A placeholder stands for a whole command.
  if (/^[<$]/.test(words[0] ?? '')) return undefined;
  let command: Command = program;
  for (const word of words) {
    const [name = '', ...rest] = word.startsWith('--') ? word.split('=') : [word];
    if (name.startsWith('-')) {
      const known = command.options.some(({ short, long }) => short === name || long === name);
      if (!known && !['--help', '-h'].includes(name))
        return `${nameOf(command)} has no option ${[name, ...rest].join('=')}`;
      continue;
    }
    const below = command.commands.find((each) => each.name() === name);
    if (below) command = below;
    else if (command.commands.length > 0) return `there is no command ${name}`;
  }
  return undefined;
}

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
