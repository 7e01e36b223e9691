import { join } from 'node:path';
import { REPORT_FILE, writeTextFile } from '../../history/run-directory.ts';
import { renderMatrixHtml } from '../../report/matrix/html.ts';
import { renderMatrixMarkdown } from '../../report/matrix/markdown.ts';
import type { MatrixTable } from '../../report/matrix/model.ts';
import { renderMatrix } from '../../report/matrix/terminal.ts';
import { relativeLink } from '../relative-link.ts';

export const formats = ['terminal', 'markdown', 'html'] as const;
export type Format = (typeof formats)[number];

/** The table in a format. Links lead from the folder `from` to runs in the folder `runs`. */
export function tableAs(
  format: Format,
  table: MatrixTable,
  { from, runs, width }: { readonly from: string; readonly runs: string; readonly width?: number },
): string {
  const linkOf = (run: string): string => relativeLink(from, join(runs, run, REPORT_FILE));
  if (format === 'html') return renderMatrixHtml(table, linkOf);
  if (format === 'markdown') return renderMatrixMarkdown(table, linkOf);
  return renderMatrix(table, width === undefined ? {} : { width });
}

/** Writes the pages beside the records. `runs`: where the runs are. */
export function writePages(folder: string, table: MatrixTable, runs: string): void {
  const places = { from: folder, runs };
  writeTextFile(join(folder, 'matrix.md'), tableAs('markdown', table, places));
  writeTextFile(join(folder, 'matrix.html'), tableAs('html', table, places));
}
