import { expect, test } from 'vitest';
import { markdown } from '../../../report/reporters/markdown.ts';
import { codeBlock, inline } from '../../../report/reporters/markdown-text.ts';
import type { RunReport } from '../../../report/run-report.ts';
import { overlapFinding, overlapStory } from '../sample.ts';
import { hostileRun, recordedNames, recordedRun, rendered, smallRun, smallRuns } from './runs.ts';

function textOf(run: RunReport): string {
  return rendered(markdown, run)['report.md'] ?? '';
}

test('a violation', () =>
  expect(textOf(smallRuns.violation)).toMatchInlineSnapshot(`
  "## Doublerun: violation, owner-cut-off

  **The same task ran twice at the same time.**

  - Task extract of workflow 1 ran twice at once for 23.8 s: A on worker-1 from 10.2 s to 55.2 s (dispatched by master-1), B on worker-2 from 31.4 s to 76.4 s (dispatched by master-2).
  - 1 fault held, proved by a receipt (refuse on master-1). The scheduler is to keep exactly-once and no-overlap all the same; that it did not is proved by 4 events, whatever the clocks' errors.
  - Two processes do the same work side by side: rows are written twice, files are torn.

  |  | anomaly | proof | what the history shows |
  | --- | --- | --- | --- |
  | violation | overlapping-executions | proved | Task extract of workflow 1 ran twice at once for 23.8 s: A on worker-1 from 10.2 s to 55.2 s (dispatched by master-1), B on worker-2 from 31.4 s to 76.4 s (dispatched by master-2). |

  Looked at 225 events, 1 workflow, 4 executions, found 1 violation, 0 doubts, 0 notes.
  Fault cut-owner took effect and was healed; 2 executions ran while it held.
  Checked for overlapping-executions, duplicate-completion, stuck-workflow.

  | fact |  |
  | --- | --- |
  | scenario | owner-cut-off |
  | seed | 42 |
  | version | 3\\.1.1 |
  | origin | dist |
  | build | c08bcb087b2c |
  | strategy | waiting |
  | contract | exactly-once, no-overlap |
  | run | owner-cut-off/2026-10-03T12-00-00Z-42 |
  | started | 2026\\-10-03T12:00:00.000Z |
  | directory | runs/owner-cut-off/20261003T120000Z-42 |
  | doublerun | 0\\.1.0 |
  | engine | 20\\.10 |

  - What that means and how it is proved: ./doublerun explain overlapping-executions

  Do the same again:

  \`\`\`sh
  ./doublerun run owner-cut-off --seed 42
  \`\`\`
  "
`));
test('a pass', () =>
  expect(textOf(smallRuns.pass)).toMatchInlineSnapshot(`
  "## Doublerun: pass, owner-cut-off

  **DolphinScheduler kept its promises in this run: exactly-once, no-overlap.**

  - 4 executions of 1 workflow were watched. 1 fault of 1 held, proved, while 2 executions ran.
  - 3 checkers looked for what could have gone wrong.

  Looked at 225 events, 1 workflow, 4 executions, found 0 violations, 0 doubts, 0 notes.
  Fault cut-owner took effect and was healed; 2 executions ran while it held.
  Checked for overlapping-executions, duplicate-completion, stuck-workflow.

  | fact |  |
  | --- | --- |
  | scenario | owner-cut-off |
  | seed | 42 |
  | version | 3\\.1.1 |
  | origin | dist |
  | build | c08bcb087b2c |
  | strategy | waiting |
  | contract | exactly-once, no-overlap |
  | run | owner-cut-off/2026-10-03T12-00-00Z-42 |
  | started | 2026\\-10-03T12:00:00.000Z |
  | directory | runs/owner-cut-off/20261003T120000Z-42 |
  | doublerun | 0\\.1.0 |
  | engine | 20\\.10 |

  - One run without a finding says little of a race. How often: ./doublerun reproduce owner-cut-off -n 20

  Do the same again:

  \`\`\`sh
  ./doublerun run owner-cut-off --seed 42
  \`\`\`
  "
`));
test('no answer', () =>
  expect(textOf(smallRuns.inconclusive)).toMatchInlineSnapshot(`
  "## Doublerun: inconclusive, owner-cut-off

  **This run gives no answer.**

  - It speaks neither for the scheduler nor against it.
  - The fault cut-owner has no receipt.
  - Possible overlapping-executions: Task extract of workflow 1 ran twice at once for 23.8 s: A on worker-1 from 10.2 s to 55.2 s (dispatched by master-1), B on worker-2 from 31.4 s to 76.4 s (dispatched by master-2).

  |  | anomaly | proof | what the history shows |
  | --- | --- | --- | --- |
  | doubt | overlapping-executions | possible | Task extract of workflow 1 ran twice at once for 23.8 s: A on worker-1 from 10.2 s to 55.2 s (dispatched by master-1), B on worker-2 from 31.4 s to 76.4 s (dispatched by master-2). |

  Looked at 225 events, 1 workflow, 4 executions, found 0 violations, 1 doubt, 0 notes.
  Fault cut-owner took effect and was healed; 2 executions ran while it held.
  Checked for overlapping-executions, duplicate-completion, stuck-workflow.

  | fact |  |
  | --- | --- |
  | scenario | owner-cut-off |
  | seed | 42 |
  | version | 3\\.1.1 |
  | origin | dist |
  | build | c08bcb087b2c |
  | strategy | waiting |
  | contract | exactly-once, no-overlap |
  | run | owner-cut-off/2026-10-03T12-00-00Z-42 |
  | started | 2026\\-10-03T12:00:00.000Z |
  | directory | runs/owner-cut-off/20261003T120000Z-42 |
  | doublerun | 0\\.1.0 |
  | engine | 20\\.10 |

  - A fault that never took effect, or no task to meet it: look at the timeline for what came first.

  Do the same again:

  \`\`\`sh
  ./doublerun run owner-cut-off --seed 42
  \`\`\`
  "
`));
test('a broken run', () =>
  expect(textOf(smallRuns.broken)).toMatchInlineSnapshot(`
  "## Doublerun: broken

  **This run failed before it could say anything about the scheduler.**

  - The harness, the engine or the cluster is at fault, and not what was tested.
  - The run failed: worker-1 ended while it booted

  Looked at 0 events, 1 workflow, 0 executions, found 0 violations, 0 doubts, 0 notes.
  Fault cut-owner took effect and was healed; 2 executions ran while it held.
  Checked for nothing.

  - Look for what is wrong with this machine: ./doublerun doctor
  - Read the server's log in the run's folder logs/.
  "
`));

test('every run begins with its verdict and says what was looked at', async () => {
  for (const run of [...(await Promise.all(recordedNames.map(recordedRun))), ...Object.values(smallRuns)]) {
    const text = textOf(run);
    expect(text).toMatch(new RegExp(`^## Doublerun: ${run.verdict.verdict}\\b`));
    expect(text).toMatch(/^Looked at \d+ events/m);
    for (const { anomaly } of run.verdict.violations) expect(text).toContain(`| violation | ${anomaly} | proved | `);
  }
});

test('hostile text is text: no line, cell, markup, mention or code of its own', () => {
  const text = textOf(hostileRun());
  const lines = text.split('\n');
  const code = lines.findIndex((line) => line.startsWith('```'));
  const prose = lines.filter((_, index) => index < code || index > code + 2);
  const ours = /^(## |\*\*|- |\| |Looked |Fault |Checked |The checker |Do the same |$)/;
  expect(prose.filter((line) => !ours.test(line))).toEqual([]);
  expect(prose.join('\n')).not.toMatch(/<|>|@\w|#\d|(?<!\\)[`[\]]/);
  const cells = (line: string): number => line.replaceAll(/\\./g, '').split('|').length;
  const tables = lines.filter((line) => line.startsWith('| '));
  expect(new Set(tables.map(cells))).toEqual(new Set([6, 4]));
  expect(lines[code + 2]).toBe(lines[code]?.replace('sh', ''));
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cs}]/u);
});

test('a run with more findings than a comment holds: the first ones, and how many more', () => {
  const finding = overlapFinding(overlapStory());
  const violations = Array.from({ length: 2_000 }, (_, task) => ({
    ...finding,
    sentence: `Äöü ${task} ${'x'.repeat(300)}`,
  }));
  const reasons = Array.from({ length: 5_000 }, (_, index) => `Reason ${index}.`);
  const text = textOf(smallRun({ verdict: 'violation', violations, reasons }));
  const shown = text.match(/^\| violation /gm)?.length ?? 0;
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
  expect(Buffer.byteLength(text)).toBeGreaterThan(60_000);
  expect(text).toContain(`… and ${2_000 - shown} more findings in the run's report.`);
  expect(text).toContain('Do the same again');
  const long = textOf(smallRun({ verdict: 'broken', reasons: reasons.map((each) => each.repeat(1_000)) }));
  expect(Buffer.byteLength(long)).toBeLessThanOrEqual(65_536);
  expect(long).toContain('- … and 4989 more');
});

test.each([
  ['- a', '\\- a'],
  ['# a', '\\# a'],
  ['1. a', '1\\. a'],
  ['> a', '&gt; a'],
  ['a :tada: b', 'a \\:tada: b'],
  ['at 12:30:00', 'at 12:30:00'],
  ['10.2 s', '10\\.2 s'],
  ['a_b*c', 'a\\_b\\*c'],
])('%s is shown as it is', (text, escaped) => expect(inline(text)).toBe(escaped));

test('a line of code stays one, whatever is in it', () => {
  expect(codeBlock('./doublerun run a')).toBe('```sh\n./doublerun run a\n```');
  expect(codeBlock('a ```` b\n```\nc')).toBe('`````sh\na ```` b ``` c\n`````');
});
