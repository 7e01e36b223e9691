import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { expect, test } from 'vitest';
import { linkScripts } from '../../report/html/link-scripts.ts';

const files = readdirSync(join(import.meta.dirname, '../../report/html/page')).filter((name) => name.endsWith('.js'));

test('every script of the page is in it, once, before whoever needs it', () => {
  const linked = linkScripts('main');
  const names = [...linked.matchAll(/^const module_(\w+) = await/gm)].map(
    ([, name = '']) => `${name.replaceAll('_', '-')}.js`,
  );
  expect(names.toSorted()).toEqual(files.toSorted());
  const known = new Set<string>();
  for (const line of linked.split('\n')) {
    const [, made] = /^const (module_\w+) = await/.exec(line) ?? [];
    const [, needed] = /^const \{ .* \} = (module_\w+);$/.exec(line) ?? [];
    if (needed !== undefined) expect(known).toContain(needed);
    if (made !== undefined) known.add(made);
  }
});

test('it is one script, with no import or export left', () => {
  const linked = linkScripts('main');
  expect(linked).not.toMatch(/^\s*(import|export)\b/m);
  expect(() => new Script(`(async () => {${linked}})`)).not.toThrow();
});
