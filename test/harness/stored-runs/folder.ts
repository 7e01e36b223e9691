import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge } from '../../../checkers/judge.ts';
import type { Verdict } from '../../../checkers/verdict.ts';
import type { EventOf, HistoryEvent } from '../../../history/event.ts';
import { readJournal } from '../../../history/journal.ts';

const recorded = join(import.meta.dirname, '..', '..', 'checkers', 'recorded');

/** A history of a real cluster with what was made of it. */
export interface Recorded {
  readonly file: string;
  readonly events: readonly HistoryEvent[];
  readonly verdict: Verdict;
}

const known = new Map<string, Promise<Recorded>>();

/** Judges a recorded history, once. */
export function judged(name: string): Promise<Recorded> {
  const before = known.get(name);
  if (before) return before;
  const file = join(recorded, `${name}.jsonl`);
  const made = readJournal(file).then(({ events, torn }) => ({ file, events, verdict: judge(events, { torn }) }));
  known.set(name, made);
  return made;
}

/** As much of a plan as a history gives away. */
export function planOf(events: readonly HistoryEvent[]) {
  const begin = events.find((event): event is EventOf<'run.begin'> => event.type === 'run.begin');
  if (!begin) throw new Error('a history without its begin');
  const submitted = events.filter((event): event is EventOf<'run.workflow'> => event.type === 'run.workflow');
  return {
    scenario: begin.scenario,
    about: 'What was recorded.',
    seed: begin.seed,
    cluster: { registryDisconnectStrategy: begin.disconnectStrategy, fixes: [] as string[] },
    workflows: submitted.map(({ name, tasks }) => ({ name, tasks: tasks.map((task) => ({ name: task.name })) })),
    faults: begin.faults.map(({ fault, kind, target }) => ({ fault, target, strike: { kind } })),
    contract: begin.contract,
  };
}

export interface RunFiles {
  /** What is written as it is; anything else as JSON. */
  readonly plan?: unknown;
  readonly verdict?: unknown;
  readonly environment?: unknown;
  /** A history to be copied, or the text of one. */
  readonly history?: { readonly file: string } | string;
  readonly report?: string;
  readonly logs?: Readonly<Record<string, string>>;
}

/** A folder of runs that is removed again. */
export class RunsFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'doublerun-runs-'));

  /** @returns the run directory. */
  add(scenario: string, name: string, files: RunFiles = {}): string {
    const path = join(this.path, scenario, name);
    mkdirSync(join(path, 'logs'), { recursive: true });
    for (const file of ['plan', 'verdict', 'environment'] as const) {
      const value = files[file];
      if (value !== undefined)
        writeFileSync(join(path, `${file}.json`), typeof value === 'string' ? value : JSON.stringify(value));
    }
    const { history, report, logs = {} } = files;
    if (typeof history === 'string') writeFileSync(join(path, 'events.jsonl'), history);
    else if (history) copyFileSync(history.file, join(path, 'events.jsonl'));
    if (report !== undefined) writeFileSync(join(path, 'report.html'), report);
    for (const [log, text] of Object.entries(logs)) writeFileSync(join(path, 'logs', log), text);
    return path;
  }

  /** A whole run, as the harness leaves it. */
  async addRecorded(name: string, run: string, more: RunFiles & { readonly version?: string } = {}): Promise<string> {
    const { file, events, verdict } = await judged(name);
    const { version = '3.1.1', ...files } = more;
    return this.add(planOf(events).scenario, run, {
      plan: planOf(events),
      verdict,
      environment: { doublerun: '0.1.0', dolphinscheduler: { version, origin: 'maven' } },
      history: { file },
      report: '<!doctype html><title>report</title>',
      ...files,
    });
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
