import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from '../../../checkers/judge.ts';
import type { Verdict } from '../../../checkers/verdict.ts';
import type { HistoryEvent } from '../../../history/event.ts';
import { readJournal } from '../../../history/journal.ts';
import type { Output, Reporter } from '../../../report/reporters/reporter.ts';
import type { RunReport } from '../../../report/run-report.ts';
import { overlapFinding, overlapStory, verdictOf } from '../sample.ts';

const recorded = join(import.meta.dirname, '..', '..', 'checkers', 'recorded');

/** Names of all recorded histories. */
export const recordedNames = readdirSync(recorded)
  .filter((name) => name.endsWith('.jsonl'))
  .map((name) => name.slice(0, -'.jsonl'.length));

export async function recordedRun(name: string): Promise<RunReport> {
  const { events, torn } = await readJournal(join(recorded, `${name}.jsonl`));
  return { ...about, events, verdict: judge(events, { torn }) };
}

/** What a run has besides its history. */
const about = {
  environment: {
    doublerun: '0.1.0',
    dolphinscheduler: { version: '3.1.1', origin: 'dist', build: 'c08bcb087b2c' },
    engine: { version: '20.10' },
  },
  runDirectory: 'runs/owner-cut-off/20261003T120000Z-42',
  again: './doublerun run owner-cut-off --seed 42',
};

/** A small run and what a verdict says of it. */
export function smallRun(verdict: Partial<Verdict> = {}): RunReport {
  const events = overlapStory();
  return { ...about, events, verdict: verdictOf(events, verdict) };
}

const finding = overlapFinding(overlapStory());

/** A small run of each verdict. */
export const smallRuns = {
  violation: smallRun({
    verdict: 'violation',
    reasons: ['1 finding breaks the promise exactly-once.', '1 finding breaks the promise no-overlap.'],
    violations: [finding],
  }),
  pass: smallRun(),
  inconclusive: smallRun({
    verdict: 'inconclusive',
    reasons: ['The fault cut-owner has no receipt.', `Possible overlapping-executions: ${finding.sentence}`],
    doubts: [{ ...finding, proof: 'possible' }],
  }),
  broken: {
    events: [],
    verdict: verdictOf([], {
      verdict: 'broken',
      reasons: [
        'The run failed: worker-1 ended while it booted\nCaused by: java.lang.Error\n\tat Main.main(Main.java:1)',
      ],
      checkers: [],
    }),
  } satisfies RunReport,
};

/** What an attacker would write into a task's name, a log line, or the reason of an error. */
export const hostile =
  '</script><b>]]>&amp;"\'`|\r\n::error title=x::y\n%0A,:\t\u0000\u0007\u001b[2J\ufffe\ud800 @somebody #1 \\ 🙂 :foo #_';

/** A run that says hostile things wherever anybody says anything. */
export function hostileRun(): RunReport {
  const events = overlapStory().map((event) => hostileEvent(event));
  const bad = { ...overlapFinding(events), sentence: hostile };
  const verdict = verdictOf(events, {
    verdict: 'violation',
    reasons: ['1 finding breaks the promise exactly-once.', '1 finding breaks the promise no-overlap.', hostile],
    violations: [bad],
    doubts: [{ ...bad, anomaly: 'duplicate-completion', proof: 'possible' }],
    notes: [{ ...bad, anomaly: 'lock-overlap' }],
    checkers: [{ outcome: 'failed', anomaly: 'orphan-execution', error: hostile }],
  });
  const environment = { ...about.environment, dolphinscheduler: { version: hostile } };
  return { events, verdict, environment, runDirectory: hostile, again: hostile };
}

function hostileEvent(event: HistoryEvent): HistoryEvent {
  if (event.type === 'run.begin') return { ...event, scenario: hostile };
  if (event.type === 'run.workflow')
    return { ...event, name: hostile, tasks: event.tasks.map((task) => ({ ...task, name: hostile })) };
  return event;
}

/** What a reporter makes, by the file's or the variable's name, or `stdout`. */
export function rendered({ render }: Reporter, run: RunReport): Readonly<Record<string, string>> {
  return Object.fromEntries(render(run, { color: false }).map((output) => [placeOf(output), output.text]));
}

function placeOf(output: Output): string {
  switch (output.to) {
    case 'file':
      return output.name;
    case 'variable':
      return output.variable;
    case 'stdout':
      return 'stdout';
    default:
      return output satisfies never;
  }
}
