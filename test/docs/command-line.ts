import type { Command } from 'commander';
import { nameOf } from '../../harness/docs/commands-page.ts';
import { buildProgram } from '../../harness/program.ts';

const program = buildProgram(new AbortController().signal, () => undefined);

/** What is wrong with a command line; nothing where the program would take it, as far as names go. */
export function problemOf(line: string): string | undefined {
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
