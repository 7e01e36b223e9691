import { rateInWords } from '../statistics/wilson.ts';
import type { FindingsRecord } from './record.ts';

/** What the page says of a scenario beside what its runs showed. */
export interface Told {
  readonly about: string;
  /** Upstream issues that its file names: `#16759`. */
  readonly issues: readonly string[];
}

/** A scenario that is meant for versions of which no run was recorded. */
export interface NotRun extends Told {
  readonly scenario: string;
  readonly versions: string;
}

const UPSTREAM = 'https://github.com/apache/dolphinscheduler/issues/';

/** The page of findings, in Markdown. `scenarioOf`: nothing for one that is no longer there, of which nothing is told. */
export function findingsPage(
  records: readonly FindingsRecord[],
  scenarioOf: (name: string) => Told | undefined,
  notRun: readonly NotRun[],
): string {
  const told = records.flatMap((record) => {
    const scenario = scenarioOf(record.scenario);
    return scenario ? [{ record, scenario }] : [];
  });
  return [
    '# What the scenarios found',
    '',
    'Made by `npm run findings` from what `./doublerun reproduce <scenario> -n <runs>` recorded; nothing here is typed. A run that says nothing (inconclusive,',
    'broken) counts neither for nor against. A signature is anomaly, task and the kinds of faults that had begun.',
    '',
    '| scenario | DolphinScheduler | upstream | looked for | seen in | median until then |',
    '|---|---|---|---|---|---|',
    ...told.map(({ record, scenario }) => row(record, scenario)),
    ...told.flatMap(({ record, scenario }) => ['', ...section(record, scenario)]),
    ...(notRun.length === 0 ? [] : ['', ...notRunSection(notRun)]),
    '',
  ].join('\n');
}

function notRunSection(scenarios: readonly NotRun[]): readonly string[] {
  return [
    '## Not run here',
    '',
    'Each of these is meant for versions of DolphinScheduler of which no run was recorded here: nothing is known of what it finds.',
    '',
    '| scenario | meant for DolphinScheduler | upstream | what it does |',
    '|---|---|---|---|',
    ...scenarios.map(
      ({ scenario, versions, issues, about }) => `| ${scenario} | ${versions} | ${links(issues)} | ${about} |`,
    ),
  ];
}

function links(issues: readonly string[]): string {
  return issues.map((issue) => `[${issue}](${UPSTREAM}${issue.slice(1)})`).join(' ');
}

function row({ scenario, dolphinscheduler, wanted, tally }: FindingsRecord, { issues }: Told): string {
  const median = tally.medianSeconds === undefined ? '–' : `${tally.medianSeconds.toFixed(1)} s`;
  const cells = [`[${scenario}](#${scenario})`, dolphinscheduler, links(issues), `\`${wanted}\``, rate(tally), median];
  return `| ${cells.join(' | ')} |`;
}

function rate({ seen, of, inconclusive, broken }: FindingsRecord['tally']): string {
  const silent = [
    ...(inconclusive > 0 ? [`${inconclusive} inconclusive`] : []),
    ...(broken > 0 ? [`${broken} broken`] : []),
  ];
  return [rateInWords(seen, of), ...silent].join(', ');
}

function section({ scenario, runs }: FindingsRecord, { about }: Told): readonly string[] {
  const [shortest] = runs.flatMap(({ sentence }) => sentence ?? []).sort((a, b) => a.length - b.length);
  const counts = new Map<string, number>();
  for (const { signatures } of runs)
    for (const signature of signatures) counts.set(signature, (counts.get(signature) ?? 0) + 1);
  const all = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return [
    `## ${scenario}`,
    '',
    about,
    ...(shortest === undefined ? [] : ['', `> ${shortest}`]),
    '',
    ...(all.length === 0
      ? ['Nothing was proved in any run.']
      : ['Proved, in so many runs:', '', ...all.map(([signature, count]) => `- ${count} × \`${signature}\``)]),
  ];
}
