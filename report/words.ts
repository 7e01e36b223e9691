import type { Finding } from '../checkers/finding.ts';
import type { VerdictName } from '../checkers/verdict.ts';
import { accountOf } from './account.ts';
import { absentInWords, checkersInWords, countsInWords, faultsInWords, plural } from './counts.ts';
import { type Paint, painter, type Style } from './paint.ts';
import type { RunReport } from './run-report.ts';
import { plain, wrap } from './wrap.ts';

export const verdictStyle: Record<VerdictName, Style> = {
  violation: ['bold', 'red'],
  broken: ['bold', 'magenta'],
  inconclusive: ['bold', 'yellow'],
  pass: ['bold', 'green'],
};

/**
 * A run's verdict for the terminal, ending in a newline: what happened, why, what was found, and what to do next. Every run prints what was
 * looked at, so that silence is never the signal.
 * `color` decides alone: whoever calls knows the stream. `width` is in columns.
 */
export function renderVerdict(run: RunReport, options: { color: boolean; width?: number }): string {
  const { verdict } = run;
  const width = Math.max(40, options.width ?? 100);
  const paint = painter(options.color);
  const lines = [
    paint(verdictStyle[verdict.verdict], verdict.verdict.toUpperCase()),
    ...opening(run).flatMap((reason) => wrap(reason, width, '  ')),
    ...section(verdict.violations, '', 'red', paint, width),
    ...section(verdict.doubts, doubtTitle(verdict.doubts.length), 'yellow', paint, width),
    ...section(verdict.notes, noteTitle(verdict.notes.length), 'cyan', paint, width),
    '',
    ...[
      countsInWords(verdict),
      ...absentInWords(verdict),
      ...faultsInWords(verdict),
      ...checkersInWords(verdict),
    ].flatMap((line) => wrap(line, width, '  ').map((part) => paint('dim', part))),
    '',
    ...nextSteps(run, width),
  ];
  return `${lines.join('\n')}\n`;
}

/** The account, and the reasons in full: without what is said below of the first finding, or again as a reason. */
function opening(run: RunReport): readonly string[] {
  const { verdict, reasons } = run.verdict;
  const { what, why } = accountOf(run);
  if (verdict === 'pass') return [what, ...why];
  return [what, ...(verdict === 'violation' ? why.slice(1) : why.slice(0, 1)), ...reasons];
}

/** A command is a line of its own, whatever the width, to be copied. What does the same again is told with the run's other lines. */
function nextSteps(run: RunReport, width: number): readonly string[] {
  return accountOf({ ...run, again: undefined }).next.flatMap((step) => {
    const [words = '', command] = step.split(/ (?=\.\/doublerun )/);
    return [...wrap(words, width, '  '), ...(command === undefined ? [] : [`    ${plain(command)}`])];
  });
}

function doubtTitle(count: number): string {
  return `${plural(count, 'doubt')} (possible, but clocks or a gap leave ${count === 1 ? 'it' : 'them'} open)`;
}

function noteTitle(count: number): string {
  return `${plural(count, 'note')} (${count === 1 ? 'it breaks' : 'they break'} no promise of this run)`;
}

function section(findings: readonly Finding[], title: string, style: Style, paint: Paint, width: number): string[] {
  if (findings.length === 0) return [];
  const body = findings.flatMap((finding, index) => [
    '',
    `  ${index + 1}. ${paint(style, finding.anomaly)}, ${finding.proof}`,
    ...wrap(finding.sentence, width, '     '),
    ...wrap(shownBy(finding.events), width, '     ').map((line) => paint('dim', line)),
  ]);
  return title === '' ? body : ['', paint('bold', title), ...body];
}

function shownBy(events: readonly number[]): string {
  const shown = events.slice(0, 12).join(', ');
  const more = events.length > 12 ? ` and ${events.length - 12} more` : '';
  return `Shown by ${events.length === 1 ? 'event' : 'events'} ${shown}${more}.`;
}
