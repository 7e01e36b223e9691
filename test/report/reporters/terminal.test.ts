import { expect, test } from 'vitest';
import { html } from '../../../report/reporters/html.ts';
import { terminal } from '../../../report/reporters/terminal.ts';
import type { RunReport } from '../../../report/run-report.ts';
import { renderVerdict } from '../../../report/words.ts';
import { hostileRun, smallRun, smallRuns } from './runs.ts';

function textOf(run: RunReport, width = 100): string {
  const [output] = terminal.render(run, { color: false, width });
  return output?.to === 'stdout' ? output.text : '';
}

test('the terminal tells every run in words', () => {
  for (const run of Object.values(smallRuns))
    expect(textOf(run)).toBe(renderVerdict(run, { color: false, width: 100 }));
});

test('whatever a run says, GitHub Actions takes no line of it for a command', () => {
  const commands = '::error::a ::stop-commands::b ##[error]c';
  const reasons = [commands, commands.repeat(3), `${'x '.repeat(30)}${commands}`];
  const runs = [hostileRun(), smallRun({ verdict: 'broken', reasons })];
  for (const run of runs) {
    for (const width of [40, 41, 60, 100]) {
      const text = textOf(run, width);
      expect(text).not.toMatch(/^\s*::|##\[/m);
      expect(text.replaceAll('\u200B', '')).toBe(renderVerdict(run, { color: false, width }).replaceAll('\u200B', ''));
    }
  }
  // It is not that nothing of the kind was there.
  expect(renderVerdict(smallRun({ verdict: 'broken', reasons }), { color: false })).toMatch(/^\s*::error/m);
});

test('the page is one file', () => {
  const [output, ...more] = html.render(smallRuns.violation, { color: false });
  expect(output).toMatchObject({ to: 'file', name: 'report.html' });
  expect(output?.text).toMatch(/^<!doctype html>/i);
  expect(more).toEqual([]);
});
