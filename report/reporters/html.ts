import { REPORT_FILE } from '../../history/run-directory.ts';
import { renderHtml } from '../html.ts';
import type { Reporter } from './reporter.ts';

export const html: Reporter = {
  name: 'html',
  about: 'report.html, one page that opens from disk',
  render: (run) => [{ to: 'file', name: REPORT_FILE, text: renderHtml(run) }],
};
