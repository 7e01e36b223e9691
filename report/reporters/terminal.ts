import { renderVerdict } from '../words.ts';
import type { Reporter } from './reporter.ts';

export const terminal: Reporter = {
  name: 'terminal',
  about: 'the verdict in words, on standard output',
  render: (run, screen) => [{ to: 'stdout', text: noCommands(renderVerdict(run, screen)) }],
};

/**
 * GitHub Actions reads standard output for commands: `::error::` at the beginning of a line, `##[error]` anywhere. What a log or somebody's file
 * says is none; a space without width keeps it from being taken for one.
 */
function noCommands(text: string): string {
  return text.replaceAll(/^(\s*):(?=:)/gm, '$1:\u200B').replaceAll('##[', '##\u200B[');
}
