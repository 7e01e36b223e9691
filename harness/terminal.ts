import type { Screen } from '../report/reporters/reporter.ts';

/** Live display only on a terminal that nobody records. */
export function isLive(): boolean {
  return process.stderr.isTTY === true && process.stdout.isTTY === true && !process.env['CI'];
}

/** Colours and width of standard output. */
export function outputStyle(): Screen {
  const { columns: width } = process.stdout;
  return { color: process.stdout.hasColors?.() ?? false, ...(width ? { width } : {}) };
}
