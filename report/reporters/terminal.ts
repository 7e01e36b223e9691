import { renderVerdict } from '../words.ts';
import type { Reporter } from './reporter.ts';

export const terminal: Reporter = {
  name: 'terminal',
  about: 'the verdict in words, on standard output',
  render: ({ verdict }, screen) => [{ to: 'stdout', text: renderVerdict(verdict, screen) }],
};
