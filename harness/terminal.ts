import type { Verdict } from '../checkers/verdict.ts';
import { renderVerdict } from '../report/words.ts';

/** Live display only on a terminal that nobody records. */
export function isLive(): boolean {
  return process.stderr.isTTY === true && process.stdout.isTTY === true && !process.env['CI'];
}

/** A verdict in words, in the colours and width of standard output. */
export function verdictInWords(verdict: Verdict): string {
  const { columns: width } = process.stdout;
  return renderVerdict(verdict, { color: process.stdout.hasColors?.() ?? false, ...(width ? { width } : {}) });
}
