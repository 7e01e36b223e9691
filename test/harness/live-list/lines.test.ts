import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../checkers/finding.ts';
import { freshFindings, LiveExamination } from '../../../harness/live.ts';
import { liveLines } from '../../../harness/live-list/lines.ts';
import { loadScenario } from '../../../harness/load-scenario.ts';
import { plan } from '../../../harness/plan.ts';
import { View } from '../../../harness/view.ts';
import type { EventOf, HistoryEvent } from '../../../history/event.ts';
import { readJournal } from '../../../history/journal.ts';

/** Replays a recorded run event by event, and has a look at its list at some seconds. */
async function replay(
  name: string,
  scenario: string,
  look: (lines: (width?: number, color?: boolean) => string[], at: number) => void,
) {
  const { events } = await readJournal(join(import.meta.dirname, '../../checkers/recorded', `${name}.jsonl`));
  const begin = events[0] as EventOf<'run.begin'>;
  const view = new View(begin);
  const findings: Finding[] = [];
  const fresh = freshFindings();
  const live = new LiveExamination(
    [],
    () => undefined,
    (verdict) => findings.push(...fresh(verdict)),
  );
  const planned = plan(loadScenario(scenario), 7);
  let second = 0;
  const take = (event: HistoryEvent): void => {
    for (; second * 1e6 + begin.at < event.at; second += 1) {
      const now = second * 1e6 + begin.at;
      look((width = 100, color = false) => liveLines({ plan: planned, view, findings }, now, { width, color }), second);
    }
    view.observe(event);
    live.observe(event);
  };
  for (const event of events) take(event);
  return { findings };
}

describe('the list of a run in which two masters send a task', () => {
  test('shows servers, triggers, tasks and findings as they come', async () => {
    const seen = new Map<number, string>();
    await replay('successor-link-3.2.2', 'failover-16759-successor-link', (lines, at) =>
      seen.set(at, lines().join('\n')),
    );
    expect(seen.get(1)).toMatchInlineSnapshot(`
      "failover-16759-successor-link, seed 7  1 s
        servers · zookeeper   · database   · toxiproxy   · ledger   · master-1 (not there yet)
                · master-2 (not there yet)   · worker-1 (not there yet)   · worker-2 (not there yet)
                · api
        faults  · blackhole owner, waits for task first ended + 20 s"
    `);
    expect(seen.get(20)).toMatchInlineSnapshot(`
      "failover-16759-successor-link, seed 7  20 s
        servers ✔ zookeeper   ✔ database   ✔ toxiproxy   ✔ ledger   ✔ master-1   ✔ master-2 (owns 1)
                ✔ worker-1   ✔ worker-2   ✔ api
        faults  ◌ blackhole owner, task first ended + 20 s: in 9 s"
    `);
    expect(seen.get(45)).toMatchInlineSnapshot(`
      "failover-16759-successor-link, seed 7  45 s
        servers ✔ zookeeper   ✔ database   ✔ toxiproxy   ✔ ledger   ✔ master-1   ✔ master-2 (owns 1)
                ✔ worker-1   ✔ worker-2   ✔ api
        faults  ● blackhole master-2, in effect for 15 s, until task next running + 5 s, at most 1:49 min…"
    `);
    expect(seen.get(85)).toMatchInlineSnapshot(`
      "failover-16759-successor-link, seed 7  85 s
        servers ✔ zookeeper   ✔ database   ✔ toxiproxy   ✔ ledger   ✔ master-1 (owns 1)   ✔ master-2
                ✔ worker-1   ✔ worker-2   ✔ api
        faults  ✔ blackhole master-2, healed; it held for 48 s
        running task next A on worker-2, workflow 1: 11 s of 15 s
                task next B on worker-1, workflow 1: 3 s of 15 s
        proved  stale-master-write  workflow 1: master-2 made task next RUNNING_EXECUTION at 72.1 s, afte…
                stale-master-dispatch  workflow 1, task next: master-2 dispatched execution A on worker-2…
                overlapping-executions  workflow 1, task next: execution A on worker-2 (73.1–82.0 s, end …
                double-dispatch  workflow 1, task next: master-2 dispatched execution A on worker-2 (73.1…"
    `);
  });

  test('tells each finding once, and none that the verdict lacks', async () => {
    const { findings } = await replay('successor-link-3.2.2', 'failover-16759-successor-link', () => undefined);
    const names = findings.map(({ anomaly, subject }) => `${anomaly} ${subject}`);
    expect(new Set(names).size).toBe(names.length);
    expect(findings.map(({ anomaly }) => anomaly)).toContain('double-dispatch');
  });
});

describe.each([
  ['many-workflows', 'many-workflows'],
  ['failover-16759-successor', 'failover-16759-successor'],
  ['worker-blackhole', 'worker-blackhole'],
  ['without-faults', 'failover-16759'],
])('of %s', (name, scenario) => {
  test('no line is wider than the terminal, and colours change no word', async () => {
    let looks = 0;
    await replay(name, scenario, (lines, at) => {
      if (at % 10 !== 0) return;
      looks += 1;
      for (const width of [40, 77, 140])
        for (const each of lines(width)) expect(stringWidth(each.trimEnd()), each).toBeLessThanOrEqual(width);
      expect(lines(77, true).map(stripVTControlCharacters)).toEqual(lines(77));
    });
    expect(looks).toBeGreaterThan(3);
  });
});
