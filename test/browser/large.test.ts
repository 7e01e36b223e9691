import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { syntheticBegin, syntheticHistory } from '../../bench/synthetic.ts';
import { judge } from '../../checkers/judge.ts';
import { renderHtml } from '../../report/html.ts';
import { launchChromium } from './chromium.ts';
import { openReport, screenshot } from './open.ts';

const count = 100_000;
/** Mouse moves of one drag. */
const moves = 90;
/** Opening it may take so long, ms; it takes a fraction of that on a machine that does nothing else. */
const openMs = 15_000;
const leastFrames = 30;

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

/** Drags with a real mouse, and measures how often the page drew meanwhile: frames a second. */
async function framesWhile(page: Page, drag: () => Promise<void>): Promise<number> {
  await page.evaluate(`
    window.frames = [];
    (function frame(at) { window.frames.push(at); window.ticking = requestAnimationFrame(frame); })(performance.now());
  `);
  await drag();
  const frames = await page.evaluate<number[]>('cancelAnimationFrame(window.ticking), window.frames');
  const [first = 0] = frames;
  return ((frames.length - 1) * 1000) / ((frames.at(-1) ?? 0) - first);
}

async function drag(page: Page, by: { readonly x: number; readonly y: number }): Promise<void> {
  const box = await page.locator('#overlay').boundingBox();
  if (!box) throw new Error('the timeline is not on the page');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= moves; step += 1) {
    const swing = Math.sin((step / moves) * 2 * Math.PI * 2);
    await page.mouse.move(x + by.x * swing, y + by.y * swing);
  }
  await page.mouse.up();
}

test('a hundred thousand events open, and move at 30 frames a second', async () => {
  const events = [syntheticBegin, ...syntheticHistory(count)];
  const verdict = judge(events, { torn: false });
  const begun = performance.now();
  const html = renderHtml({ events, verdict });
  const rendered = performance.now();
  const { page, problems, close } = await openReport(browser, html);
  const opened = performance.now();
  const say = (what: string, value: string) => process.stdout.write(`${what}: ${value}\n`);
  say('events', String(events.length));
  say('size of the file', `${(html.length / 1e6).toFixed(2)} MB`);
  say('made in', `${(rendered - begun).toFixed(0)} ms`);
  say('opened in', `${(opened - rendered).toFixed(0)} ms`);
  await page.locator('#stage').scrollIntoViewIfNeeded();
  await screenshot(page, 'large');
  const fast: [string, number][] = [];
  const measure = async (what: string, by: { x: number; y: number }) => {
    const frames = await framesWhile(page, () => drag(page, by));
    fast.push([what, frames]);
    say(what, `${frames.toFixed(1)} frames/s`);
  };
  // The whole run cannot be moved sideways; it is drawn anew all the same.
  await measure('the whole run, moved up and down', { x: 300, y: 250 });
  for (let step = 0; step < 4; step += 1) await page.locator('[data-zoom="in"]').click();
  await measure('zoomed in, moved sideways', { x: 400, y: 0 });
  for (let step = 0; step < 5; step += 1) await page.locator('[data-zoom="in"]').click();
  await measure('zoomed in further, moved both ways', { x: 400, y: 250 });
  // What runs in this stretch has come, and what does not has gone.
  const workflows = page.locator('.label.workflow');
  await expect.poll(() => workflows.first().textContent()).not.toContain('w1 ');
  await screenshot(page, 'large-zoomed');
  expect(await page.locator('#events-table tbody tr').count()).toBeLessThan(1000);
  expect(problems).toEqual([]);
  await close();
  expect(opened - rendered).toBeLessThan(openMs);
  for (const [what, frames] of fast) expect(frames, what).toBeGreaterThanOrEqual(leastFrames);
});
