import { catalogue } from '../checkers/catalogue.ts';
import { promises, promisesAgainst } from '../checkers/contract.ts';
import { explanations } from '../checkers/explanation.ts';
import type { Anomaly } from '../checkers/finding.ts';
import { painter } from './paint.ts';
import { wrap } from './wrap.ts';

/** What is known of an anomaly elsewhere than in its own words. */
export interface Known {
  /** Names of the scenarios that expect it, with the task where they name one. */
  readonly expectedBy: readonly { readonly scenario: string; readonly task: string | undefined }[];
  /** Names of the scenarios whose recorded runs have shown it, proved. */
  readonly shownBy: readonly string[];
  /** What a recorded run said of it. */
  readonly quote: string | undefined;
}

/** An anomaly for the terminal, ending in a newline. `width` is in columns. */
export function explainAnomaly(
  anomaly: Anomaly,
  { expectedBy, shownBy, quote }: Known,
  options: { readonly color: boolean; readonly width?: number },
): string {
  const width = Math.max(40, options.width ?? 100);
  const paint = painter(options.color);
  const { what, harm } = catalogue[anomaly];
  const { proved, possible, not, causes, look, upstream, example = quote } = explanations[anomaly];
  const text = (paragraph: string): readonly string[] => wrap(paragraph, width, '  ');
  const points = (all: readonly string[]): readonly string[] =>
    all.flatMap((each) => wrap(each, width, '    ').map((line, index) => (index === 0 ? `  - ${line.trim()}` : line)));
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', paint('bold', title), ...lines];
  const expected = expectedBy.map(({ scenario, task }) => (task === undefined ? scenario : `${scenario} (${task})`));
  // One that has shown it is worth more than one that nobody has run.
  const first = expectedBy.find(({ scenario }) => shownBy.includes(scenario)) ?? expectedBy[0];
  return `${[
    `${paint(['bold', 'red'], anomaly)}: ${what}.`,
    ...text(harm),
    ...section('Proved where', text(proved)),
    ...section('Only possible where', text(possible)),
    ...section('What it is not', points(not)),
    ...section('What it usually comes from', points(causes)),
    ...section('Where to look', [
      ...points(look),
      ...wrap(
        'Words like task-received are facts of log events: events.jsonl names for each the file and the byte of its line.',
        width,
        '  ',
      ).map((line) => paint('dim', line)),
    ]),
    ...section(
      'Which promises it breaks',
      points(promisesAgainst(anomaly).map((promise) => `${promise}: ${promises[promise]}`)),
    ),
    ...section('Scenarios that expect it', expected.length === 0 ? text('None.') : text(expected.join(', '))),
    ...section(
      'Scenarios whose recorded runs have shown it (docs/findings.md)',
      shownBy.length === 0 ? [] : text(shownBy.join(', ')),
    ),
    ...section('Upstream (apache/dolphinscheduler)', text(upstream.map((issue) => `#${issue}`).join(', '))),
    ...section('As a recorded run shows it', example === undefined ? [] : text(example)),
    ...(first ? ['', `Try it: ./doublerun reproduce ${first.scenario}`] : []),
  ].join('\n')}\n`;
}
