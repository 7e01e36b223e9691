import type { Command } from 'commander';
import { reporters } from '../../report/reporters/registry.ts';
import type { Reporter } from '../../report/reporters/reporter.ts';
import { UsageError } from '../usage-error.ts';

/** Which reports a run gets, and where. */
export interface ReporterOptions {
  /** Absent where the user named none. */
  readonly reporter?: readonly Reporter[];
  readonly output?: string;
}

/** What a run is told by where nobody says otherwise. */
export const DEFAULT_REPORTERS = namedReporters('terminal,html');

/** Adds `--reporter` and `--output`. `preset`: names of those that tell of a run where the option is absent; `output`: what the folder is for. */
export function withReporters(command: Command, preset: string, output: string): Command {
  return command
    .option(
      '--reporter <names>',
      `which reports to make, by comma or repeated: ${reporters.map(({ name }) => name).join(', ')} (default: ${preset})`,
      (text: string, before: readonly Reporter[] | undefined) => [
        ...new Set([...(before ?? []), ...namedReporters(text)]),
      ],
    )
    .option('--output <folder>', output);
}

/** For the end of a help text. */
export function reportersInHelp(): string {
  const width = Math.max(...reporters.map(({ name }) => name.length));
  return `\nReporters:\n${reporters.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`).join('\n')}`;
}

/** Reads `junit,markdown`. @throws UsageError that lists what there is. */
export function namedReporters(text: string): readonly Reporter[] {
  const names = text.split(',').map((name) => name.trim());
  return names.map((wanted) => {
    const found = reporters.find(({ name }) => name === wanted);
    if (found) return found;
    const there = reporters.map(({ name }) => name).join(', ');
    throw new UsageError(`--reporter ${text}: there is no reporter ${JSON.stringify(wanted)}; there are: ${there}`);
  });
}
