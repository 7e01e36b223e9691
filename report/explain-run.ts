import { catalogue } from '../checkers/catalogue.ts';
import { promisesBroken } from '../checkers/contract.ts';
import type { Finding } from '../checkers/finding.ts';
import { beginOf } from '../history/begin.ts';
import type { Contract } from '../history/events/run.ts';
import { accountOf } from './account.ts';
import { absentInWords, countsInWords, faultsInWords } from './counts.ts';
import { type Paint, painter } from './paint.ts';
import type { RunReport } from './run-report.ts';
import { verdictStyle } from './words.ts';
import { wrap } from './wrap.ts';

/** So many findings of one anomaly are told one by one; a run of many workflows has dozens that say the same. */
const TOLD_OF_EACH = 5;

/** A run for somebody who never saw the tool: the account, and each finding in words; ends in a newline. `width` is in columns. */
export function explainRun(report: RunReport, options: { readonly color: boolean; readonly width?: number }): string {
  const { verdict, events, runDirectory } = report;
  const width = Math.max(40, options.width ?? 100);
  const paint = painter(options.color);
  const { what, why, next } = accountOf(report);
  const begin = beginOf(events);
  const contract = begin?.contract ?? [];
  const name = begin ? `${begin.scenario}, seed ${begin.seed}` : 'a run without a header';
  const points = (all: readonly string[]): readonly string[] =>
    all.flatMap((each) => wrap(each, width, '    ').map((line, index) => (index === 0 ? `  - ${line.trim()}` : line)));
  const place = { width, paint, contract, runDirectory };
  return `${[
    `${paint(verdictStyle[verdict.verdict], verdict.verdict.toUpperCase())}  ${name}`,
    ...wrap(what, width, ''),
    '',
    paint('bold', 'Why'),
    ...points(why),
    ...group('What was proved and breaks a promise of this run', verdict.violations, place),
    ...group('What would break one, but is only possible', verdict.doubts, place),
    ...group('What was found besides; no promise of this run speaks of it', verdict.notes, place),
    '',
    paint('bold', 'What to do next'),
    ...points([...next.filter((each) => !isTold(each)), ...handOn(report)]),
    '',
    ...[countsInWords(verdict), ...absentInWords(verdict), ...faultsInWords(verdict)].flatMap((line) =>
      wrap(line, width, '  ').map((part) => paint('dim', part)),
    ),
  ].join('\n')}\n`;
}

/** What each anomaly is stands with its findings. */
function isTold(next: string): boolean {
  return next.includes('./doublerun explain ');
}

function handOn({ verdict, runDirectory }: RunReport): readonly string[] {
  if (verdict.verdict === 'pass' || runDirectory === undefined) return [];
  return [`Hand the run on, secrets removed: ./doublerun bundle ${runDirectory}`];
}

interface Place {
  readonly width: number;
  readonly paint: Paint;
  readonly contract: readonly Contract[];
  readonly runDirectory: string | undefined;
}

/** Findings of one anomaly together, so that what it is need be said once. */
function group(title: string, findings: readonly Finding[], place: Place): readonly string[] {
  if (findings.length === 0) return [];
  const { width, paint, contract, runDirectory } = place;
  const kinds = Map.groupBy(findings, ({ anomaly }) => anomaly);
  return [
    '',
    paint('bold', title),
    ...[...kinds].flatMap(([anomaly, all]) => {
      const broken = promisesBroken(anomaly, contract);
      const breaks = broken.length === 0 ? '' : ` It breaks ${broken.join(' and ')}.`;
      const more = all.length - TOLD_OF_EACH;
      return [
        '',
        `  ${paint('bold', anomaly)}`,
        ...wrap(`${capital(catalogue[anomaly].what)}. ${catalogue[anomaly].harm}${breaks}`, width, '  '),
        ...all
          .slice(0, TOLD_OF_EACH)
          .flatMap(({ sentence, events }) => [
            ...wrap(sentence, width, '      ').map((line, index) => (index === 0 ? `    * ${line.trim()}` : line)),
            paint('dim', `      (events ${shown(events)})`),
          ]),
        ...(more > 0
          ? [
              `    … and ${more} more: ./doublerun check ${runDirectory ?? '<run>'} tells ${more === 1 ? 'it' : 'them'} all`,
            ]
          : []),
        paint('dim', `    ./doublerun explain ${anomaly}`),
      ];
    }),
  ];
}

function shown(events: readonly number[]): string {
  const first = events.slice(0, 8).join(', ');
  return events.length > 8 ? `${first} and ${events.length - 8} more` : first;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
