import type { Screen } from '../report/reporters/reporter.ts';

/** Live display only on a terminal that nobody records. */
export function isLive(): boolean {
  return process.stderr.isTTY === true && process.stdout.isTTY === true && !process.env['CI'];
}

/** Colours and width of standard output. FORCE_COLOR asks for colours where there is no terminal too. */
export function outputStyle(): Screen {
  const { columns: width } = process.stdout;
  return { color: wantsColor(process.stdout), ...(width ? { width } : {}) };
}

/** As Node decides it for a terminal (NO_COLOR, FORCE_COLOR, TERM); without one only where FORCE_COLOR asks for it. */
export function wantsColor(stream: { readonly hasColors?: () => boolean }): boolean {
  const force = process.env['FORCE_COLOR'];
  if (force !== undefined) return !['0', 'false'].includes(force);
  if (process.env['NO_COLOR']) return false;
  return stream.hasColors?.() ?? false;
}
