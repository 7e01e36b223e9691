import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { judge } from '../../checkers/judge.ts';
import type { HistoryEvent } from '../../history/event.ts';
import { renderHtml } from '../../report/html.ts';
import { numbered, runBegin, second } from '../report/sample.ts';
import { launchChromium } from './chromium.ts';
import { openReport, screenshot } from './open.ts';
import { recordedRun } from './recorded.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

/** Whoever never saw the tool reads the first screen, and knows what happened, whose fault it is and what to do. */
async function firstScreen(name: string, html: string): Promise<string> {
  const { page, problems, close } = await openReport(browser, html);
  const header = page.locator('.verdict');
  const text = (await header.innerText()).replaceAll(/\s+/g, ' ');
  const colour = await page.evaluate<string>("getComputedStyle(document.querySelector('h1')).color");
  const bottom = await page.evaluate<number>("document.querySelector('.next').getBoundingClientRect().bottom");
  await screenshot(page, name);
  await page.locator('#stage').scrollIntoViewIfNeeded();
  await screenshot(page, `${name}-timeline`);
  await close();
  expect(problems).toEqual([]);
  expect(bottom).toBeLessThan(1000);
  return `${colour} ${text}`;
}

function judged(events: readonly HistoryEvent[]): string {
  return renderHtml({ events, verdict: judge(events, { torn: false }), again: './doublerun run sample --seed 42' });
}

test('a pass says what was kept, and how little one run says', async () => {
  const text = await firstScreen('pass', renderHtml(await recordedRun('without-faults')));
  expect(text).toMatch(/^rgb\(10, 110, 71\) ✓ PASS DolphinScheduler kept its promise in this run: exactly-once/);
  expect(text).toContain('One run without a finding says little of a race.');
});

test('an inconclusive run speaks neither for the scheduler nor against it', async () => {
  const { events } = await recordedRun('without-faults');
  const planned = [{ fault: 'cut-owner', kind: 'refuse', target: 'owner' }];
  const asked = events.map((event) => (event.type === 'run.begin' ? { ...event, faults: planned } : event));
  const text = await firstScreen('inconclusive', judged(asked));
  expect(text).toMatch(/^rgb\(154, 91, 0\) \? INCONCLUSIVE This run gives no answer. It speaks neither for/);
  expect(text).toContain('What to do next Do the same again: ./doublerun run sample --seed 42');
});

test('a broken run is not the scheduler’s fault', async () => {
  const end = { source: 'harness', type: 'run.end', outcome: 'failed', reason: 'no engine\n\tat a stack' } as const;
  const text = await firstScreen('broken', judged(numbered([runBegin(), { at: second(3), ...end }])));
  expect(text).toMatch(/^rgb\(107, 63, 192\) ! BROKEN This run failed before it could say anything/);
  expect(text).toContain('and not what was tested');
  expect(text).toContain('at a stack');
});

test('no history at all opens too', async () => {
  const text = await firstScreen('empty', judged([]));
  expect(text).toContain('This run failed before it could say anything about the scheduler.');
});
