import type { Finding } from '../../checkers/finding.ts';
import { beginOf } from '../../history/begin.ts';
import { accountOf } from '../account.ts';
import { countsInWords } from '../counts.ts';
import type { RunReport } from '../run-report.ts';
import { plain } from '../wrap.ts';
import { cut } from './cut.ts';
import { renderMarkdown } from './markdown.ts';
import type { Reporter } from './reporter.ts';

type Level = 'error' | 'warning' | 'notice';

/** GitHub shows so many of each level for a step. */
const MOST = 10;
/** Characters of a message; GitHub cuts at 64 KB, people long before. */
const LONGEST = 2_000;

interface Annotation {
  readonly level: Level;
  readonly title: string;
  readonly message: string;
}

export const github: Reporter = {
  name: 'github',
  about: 'annotations and a summary of the step, in GitHub Actions',
  render: (run) => [
    { to: 'stdout', text: annotationsOf(run).map(commandOf).join('') },
    { to: 'variable', variable: 'GITHUB_STEP_SUMMARY', text: `${renderMarkdown(run)}\n` },
  ],
};

/** The verdict with its counts, whatever it is, so that silence is never the signal; then the findings. */
function annotationsOf(run: RunReport): readonly Annotation[] {
  const { events, verdict } = run;
  const { what, why } = accountOf(run);
  const scenario = beginOf(events)?.scenario;
  const own: Annotation = {
    level: verdict.verdict === 'pass' ? 'notice' : verdict.verdict === 'inconclusive' ? 'warning' : 'error',
    title: `Doublerun: ${verdict.verdict}${scenario === undefined ? '' : `, ${scenario}`}`,
    message: [what, ...(verdict.verdict === 'violation' ? [] : why), countsInWords(verdict)].join(' '),
  };
  const told = [
    ...verdict.violations.map(annotate('error')),
    ...verdict.doubts.map(annotate('warning')),
    ...verdict.notes.map(annotate('notice')),
  ];
  const levels: readonly Level[] = ['error', 'warning', 'notice'];
  return [
    own,
    ...levels.flatMap((level) =>
      atMost(
        told.filter((each) => each.level === level),
        own.level === level ? MOST - 1 : MOST,
      ),
    ),
  ];
}

function annotate(level: Level): (finding: Finding) => Annotation {
  return ({ anomaly, proof, sentence }) => ({ level, title: `${anomaly}, ${proof}`, message: sentence });
}

/** The last one that GitHub would show says how many it would not. */
function atMost(annotations: readonly Annotation[], most: number): readonly Annotation[] {
  const [first] = annotations;
  if (!first || annotations.length <= most) return annotations;
  const shown = annotations.slice(0, most - 1);
  const more = `${annotations.length - shown.length} more: see the summary of the step`;
  return [...shown, { level: first.level, title: 'Doublerun', message: more }];
}

/** A workflow command, one line. What its parts must not contain is escaped as GitHub's toolkit does it (@actions/core, command.ts). */
function commandOf({ level, title, message }: Annotation): string {
  return `::${level} title=${escapeProperty(oneLine(title))}::${escapeData(oneLine(message))}\n`;
}

function oneLine(text: string): string {
  return cut(plain(text.toWellFormed()), LONGEST);
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
