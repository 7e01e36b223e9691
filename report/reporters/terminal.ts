import { renderVerdict } from '../words.ts';
import { noCommands } from './no-commands.ts';
import type { Reporter } from './reporter.ts';

export const terminal: Reporter = {
  name: 'terminal',
  about: 'the verdict in words, on standard output',
  render: (run, screen) => [{ to: 'stdout', text: noCommands(renderVerdict(run, screen)) }],
};
