import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { commandsPage } from '../../../harness/docs/commands-page.ts';
import { buildProgram } from '../../../harness/program.ts';

const root = join(import.meta.dirname, '../../..');
const program = () => buildProgram(new AbortController().signal, () => undefined);

test('docs/commands.md is what the program says; `npm run docs` writes it', () => {
  expect(readFileSync(join(root, 'docs/commands.md'), 'utf8')).toBe(commandsPage(program()));
});

test('subcommands, arguments, options, paragraphs and lists are all on the page, and Markdown leaves them as they are', () => {
  const small = new Command('small').addHelpText('after', '\nExit codes:\n  0 pass');
  const images = small.command('images').description('images');
  images
    .command('build')
    .description('build <what> is *missing*')
    .argument('<name>', 'a | b')
    .option('--from <path>', 'where from', 'here')
    .addHelpText('after', '\nSome words.\n\nExamples:\n  ./small images build a')
    .addHelpText('after', '  ./small images build b');
  const page = commandsPage(small);
  expect(page).toContain(
    '| [images build](#images-build) | build \\<what\\> is \\*missing\\* |\n\nExit codes:\n\n    0 pass\n',
  );
  expect(page.split('## images build')[1]).toBe(`

Build \\<what\\> is \\*missing\\*.

    ./small images build [options] <name>

| argument | |
|---|---|
| \`name\` | a \\| b |

| option | |
|---|---|
| \`--from <path>\` | where from (default: "here") |

Some words.

Examples:

    ./small images build a
    ./small images build b
`);
});

test('making the page leaves the program’s help as it was', () => {
  const made = program();
  const { writeOut } = made.configureOutput();
  commandsPage(made);
  expect(made.configureOutput().writeOut).toBe(writeOut);
});
