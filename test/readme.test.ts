import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { judge } from '../checkers/judge.ts';
import { leavesOf, nameOf } from '../harness/docs/commands-page.ts';
import { EXIT } from '../harness/exit.ts';
import { buildProgram } from '../harness/program.ts';
import { readJournal } from '../history/journal.ts';
import { renderVerdict } from '../report/words.ts';

const readme = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8');

test('the verdict in the README is that of a recorded run', async () => {
  const path = join(import.meta.dirname, 'checkers', 'recorded', 'failover-16759.jsonl');
  const { events, torn } = await readJournal(path);
  const words = renderVerdict({ events, verdict: judge(events, { torn }) }, { color: false });
  const indented = words.trimEnd().replaceAll(/^(?=.)/gm, '    ');
  expect(readme).toContain(indented);
  const begin = events[0];
  expect(readme).toContain(`runs/${begin?.type === 'run.begin' ? begin.run : ''}/report.html`);
});

test('the exit codes in the README are those of the commands', () => {
  const codes = [...readme.matchAll(/^\| (\d+) \| /gm)].map(([, code]) => Number(code));
  expect(codes).toEqual(Object.values(EXIT));
});

test('the commands in the README are those of the program', () => {
  const section = readme.split('## Commands\n')[1]?.split('\n## ')[0] ?? '';
  const cells = [...section.matchAll(/^\| (`.+`) \| .+ \|$/gm)].map(([, cell = '']) => cell);
  const told = cells.flatMap((cell) => [...cell.matchAll(/`([a-z ]+?)(?: [[<].+?)?`/g)].map(([, name]) => name));
  const program = buildProgram(new AbortController().signal, () => undefined);
  expect(told.toSorted()).toEqual(leavesOf(program).map(nameOf).toSorted());
});
