import type { Verdict } from '../../checkers/verdict.ts';
import { beginOf } from '../../history/begin.ts';
import type { HistoryEvent } from '../../history/event.ts';
import { EVENTS_FILE, PLAN_FILE } from '../../history/run-directory.ts';
import { accountOf } from '../../report/account.ts';
import { wrap } from '../../report/wrap.ts';
import { DOUBLERUN_VERSION } from '../version.ts';
import type { CleanRun } from './clean.ts';
import { runFiles } from './parts.ts';
import { kinds, MARK } from './secrets.ts';

const WIDTH = 100;

/** What is in an archive, for whoever unpacks it. */
export interface Contents {
  readonly folder: string;
  readonly clean: CleanRun;
  readonly events: readonly HistoryEvent[];
  /** Absent where the history cannot be read; `unreadable` says why. */
  readonly verdict: Verdict | undefined;
  readonly unreadable: string | undefined;
  readonly missing: readonly string[];
  /** What was left out for its size. */
  readonly leftOut: readonly string[];
}

/** `README.txt` of an archive. The same text for the same run. */
export function readMe({ folder, clean, events, verdict, unreadable, missing, leftOut }: Contents): string {
  const begin = beginOf(events);
  const list = (lines: readonly string[]): readonly string[] => lines.flatMap((line) => wrap(line, WIDTH, '  '));
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', title, ...list(lines)];
  return `${[
    `A run of Doublerun${begin ? `: ${begin.run}` : ''}`,
    ...section(
      'What happened',
      verdict ? inWords(events, verdict) : [`Nobody can say: ${unreadable ?? 'there is no history'}`],
    ),
    ...section(
      'What it ran',
      begin ? [`scenario ${begin.scenario}, seed ${begin.seed}, begun ${timeOf(begin.at)}`] : [],
    ),
    ...section('Versions', versionsOf(clean)),
    ...commandsFor(folder, clean),
    '',
    'What is here',
    ...[...clean.files.keys()].map((name) => `  ${name.padEnd(18)}${runFiles[name as keyof typeof runFiles]}`),
    ...(clean.logs.size === 0 ? [] : [`  ${'logs/'.padEnd(18)}${[...clean.logs.keys()].join(', ')}`]),
    ...section('What the run did not leave', missing),
    ...section('What was left out, since the archive would have been too big', leftOut),
    ...section('What was cut, and is marked there', cutsOf(clean)),
    ...section('What was removed', removedOf(clean)),
  ].join('\n')}\n`;
}

function commandsFor(folder: string, { files }: CleanRun): readonly string[] {
  const lines = [
    ...(files.has(PLAN_FILE) ? [['replay', 'the same again: the same faults, at the same moments']] : []),
    ...(files.has(EVENTS_FILE)
      ? [
          ['check', 'judges it again, without a cluster'],
          ['explain', 'says in words what was found'],
        ]
      : []),
  ].map(([command, does]) => `  ./doublerun ${`${command} ${folder}`.padEnd(folder.length + 10)} ${does}`);
  return lines.length === 0 ? [] : ['', 'With this folder beside a checkout of Doublerun', ...lines];
}

function inWords(events: readonly HistoryEvent[], verdict: Verdict): readonly string[] {
  const { what, why } = accountOf({ events, verdict });
  return [`${verdict.verdict.toUpperCase()}. ${what}`, ...why];
}

function timeOf(at: number): string {
  return `${new Date(at / 1_000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function versionsOf({ files }: CleanRun): readonly string[] {
  const bundled = `bundled by Doublerun ${DOUBLERUN_VERSION}`;
  const text = files.get('environment.json')?.toString();
  if (text === undefined) return [`${bundled}; what it ran on is not known`];
  try {
    const { doublerun, dolphinscheduler, engine, host } = JSON.parse(text) as Record<string, Record<string, unknown>>;
    const { version, origin, build } = dolphinscheduler ?? {};
    return [
      `DolphinScheduler ${version} (origin ${origin}${build === undefined ? '' : `, build ${build}: replay needs images of it`})`,
      `Doublerun ${doublerun}, Docker ${engine?.['version']}, Node ${host?.['node']}, kernel ${host?.['kernel']}`,
      bundled,
    ];
  } catch {
    return [`${bundled}; environment.json cannot be read`];
  }
}

function cutsOf({ cut, logs }: CleanRun): readonly string[] {
  return [...cut].map(
    ([name, before]) =>
      `logs/${name}: ${logs.get(name)?.length ?? 0} of ${before} bytes are left: its beginning, its end and what is around findings`,
  );
}

function removedOf({ removed }: CleanRun): readonly string[] {
  const found = [...removed].map(
    ([file, counts]) => `${file}: ${[...counts].map(([what, count]) => `${count} × ${what}`).join(', ')}`,
  );
  return [
    ...(found.length === 0 ? ['Nothing.'] : found),
    `Looked for, and replaced by ${MARK}: ${[...new Set(kinds.map(({ what }) => what))].join('; ')}.`,
    'What looks like none of these is still here: have a look before you hand it to a stranger.',
  ];
}
