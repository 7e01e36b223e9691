import { expect, test } from 'vitest';
import { github } from '../../../report/reporters/github.ts';
import type { RunReport } from '../../../report/run-report.ts';
import { overlapFinding, overlapStory } from '../sample.ts';
import { hostileRun, recordedNames, recordedRun, rendered, smallRun, smallRuns } from './runs.ts';

function annotationsOf(run: RunReport): string {
  return rendered(github, run)['stdout'] ?? '';
}

test('a violation: one annotation for the run, one for each finding', () =>
  expect(annotationsOf(smallRuns.violation)).toMatchInlineSnapshot(`
    "::error title=Doublerun%3A violation%2C owner-cut-off::The same task ran twice at the same time. Looked at 225 events, 1 workflow, 4 executions, found 1 violation, 0 doubts, 0 notes.
    ::error title=overlapping-executions%2C proved::Task extract of workflow 1 ran twice at once for 23.8 s: A on worker-1 from 10.2 s to 55.2 s (dispatched by master-1), B on worker-2 from 31.4 s to 76.4 s (dispatched by master-2).
    "
  `));

test('a pass, no answer and a broken run have one too: silence is never the signal', () =>
  expect([smallRuns.pass, smallRuns.inconclusive, smallRuns.broken].map(annotationsOf).join('')).toMatchInlineSnapshot(`
    "::notice title=Doublerun%3A pass%2C owner-cut-off::DolphinScheduler kept its promises in this run: exactly-once, no-overlap. 4 executions of 1 workflow were watched. 1 fault of 1 held, proved, while 2 executions ran. 3 checkers looked for what could have gone wrong. Looked at 225 events, 1 workflow, 4 executions, found 0 violations, 0 doubts, 0 notes.
    ::warning title=Doublerun%3A inconclusive%2C owner-cut-off::This run gives no answer. It speaks neither for the scheduler nor against it. The fault cut-owner has no receipt. Possible overlapping-executions: Task extract of workflow 1 ran twice at once for 23.8 s: A on worker-1 from 10.2 s to 55.2 s (dispatched by master-1), B on worker-2 from 31.4 s to 76.4 s (dispatched by master-2). Looked at 225 events, 1 workflow, 4 executions, found 0 violations, 1 doubt, 0 notes.
    ::warning title=overlapping-executions%2C possible::Task extract of workflow 1 ran twice at once for 23.8 s: A on worker-1 from 10.2 s to 55.2 s (dispatched by master-1), B on worker-2 from 31.4 s to 76.4 s (dispatched by master-2).
    ::error title=Doublerun%3A broken::This run failed before it could say anything about the scheduler. The harness, the engine or the cluster is at fault, and not what was tested. The run failed: worker-1 ended while it booted Looked at 0 events, 1 workflow, 0 executions, found 0 violations, 0 doubts, 0 notes.
    "
  `));

test('the summary of the step is written on every run, with its counts', async () => {
  for (const run of [...(await Promise.all(recordedNames.map(recordedRun))), ...Object.values(smallRuns)]) {
    expect(rendered(github, run)['GITHUB_STEP_SUMMARY']).toMatch(/^## Doublerun: [\s\S]*^Looked at \d+ events/m);
  }
});

test('hostile text begins no command of its own and ends none', () => {
  const text = annotationsOf(hostileRun());
  const lines = text.split('\n').slice(0, -1);
  expect(lines).toHaveLength(4);
  for (const line of lines) {
    // The title holds neither a colon nor a comma as such.
    expect(line).toMatch(/^::(error|warning|notice) title=[^:,]*::/);
    expect(line).toContain('%25');
    expect(line).not.toMatch(/[\p{Cc}\p{Cs}]/u);
  }
});

test('of more than GitHub shows, the last one says how many', () => {
  const finding = overlapFinding(overlapStory());
  const many = (count: number) => Array.from({ length: count }, () => finding);
  const text = annotationsOf(
    smallRun({ verdict: 'violation', violations: many(30), doubts: many(10), notes: many(11) }),
  );
  const count = (level: string): number => text.match(new RegExp(`^::${level} `, 'gm'))?.length ?? 0;
  expect(['error', 'warning', 'notice'].map(count)).toEqual([10, 10, 10]);
  expect(text).toContain('::error title=Doublerun::22 more: see the summary of the step\n');
  expect(text).toContain('::notice title=Doublerun::2 more: see the summary of the step\n');
});
