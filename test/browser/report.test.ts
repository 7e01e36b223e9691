import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { renderHtml } from '../../report/html.ts';
import { launchChromium } from './chromium.ts';
import { type Opened, openReport, screenshot, screenshots } from './open.ts';
import { recordedRun } from './recorded.ts';

let browser: Browser;
let opened: Opened | undefined;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());
afterEach(async () => {
  const last = opened;
  opened = undefined;
  await last?.close();
  expect(last?.problems ?? []).toEqual([]);
});

/** What the address says is seen: seconds from and to, and whatever was chosen. */
async function address(page: Page): Promise<{ from: number; to: number; of: (name: string) => string | null }> {
  // It is written once all has been still for 150 ms, or later on a busy machine.
  let hash = '';
  do {
    hash = page.url();
    await page.waitForTimeout(400);
  } while (hash !== page.url());
  const values = new URLSearchParams(new URL(hash).hash.slice(1));
  return {
    from: Number(values.get('from')),
    to: Number(values.get('to')),
    of: (name) => values.get(name),
  };
}

/** Where the timeline is, once it is in view. */
async function timelineBox(page: Page): Promise<{ x: number; y: number; width: number; height: number }> {
  await page.evaluate("document.getElementById('stage').scrollIntoView()");
  const box = await page.locator('#overlay').boundingBox();
  if (!box) throw new Error('the timeline is not on the page');
  return box;
}

/** Something of what a canvas shows: equal pictures have equal ones. */
function picture(page: Page, id = 'lanes'): Promise<string> {
  return page.evaluate<string>(`document.getElementById('${id}').toDataURL()`);
}

describe('a real run with violations', () => {
  const html = recordedRun('successor-link-3.2.2').then(renderHtml);
  const show = async (options: Parameters<typeof openReport>[2] = {}) => {
    opened = await openReport(browser, await html, options);
    return opened.page;
  };

  test('begins with what happened, in the colour of the verdict', async () => {
    const page = await show();
    expect(await page.locator('h1').textContent()).toContain('The same task ran twice at the same time.');
    expect(await page.locator('.verdict').getAttribute('class')).toContain('violation');
    expect(await page.locator('.findings tbody tr').count()).toBe(5);
    await screenshot(page, 'violation');
    await page.locator('#stage').scrollIntoViewIfNeeded();
    await screenshot(page, 'violation-timeline');
  });

  test('zooms with the wheel, with buttons and keys; without Ctrl the wheel scrolls', async () => {
    const page = await show();
    await page.locator('[data-zoom="whole"]').click();
    const whole = await address(page);
    expect(whole.from).toBe(0);
    const box = await timelineBox(page);
    const middle = { x: box.x + box.width / 2, y: box.y + 100 };
    await page.mouse.move(middle.x, middle.y);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -400);
    await page.keyboard.up('Control');
    const wheel = await address(page);
    expect(wheel.to - wheel.from).toBeLessThan((whole.to - whole.from) / 3);
    // What is under the pointer stays there.
    expect((wheel.to + wheel.from) / 2).toBeCloseTo((whole.to + whole.from) / 2, 0);
    const scrolled = () => page.evaluate<number>("document.getElementById('scroller').scrollTop + scrollY");
    const before = await scrolled();
    await page.mouse.wheel(0, 150);
    await expect.poll(scrolled).toBeGreaterThan(before);
    expect(await address(page)).toMatchObject({ from: wheel.from, to: wheel.to });
    await page.locator('[data-zoom="in"]').click();
    const button = await address(page);
    expect(button.to - button.from).toBeLessThan(wheel.to - wheel.from);
    await page.locator('#scroller').focus();
    await page.keyboard.press('-');
    const key = await address(page);
    expect(key.to - key.from).toBeCloseTo(wheel.to - wheel.from, 3);
    await page.keyboard.press('ArrowRight');
    expect((await address(page)).from).toBeGreaterThan(key.from);
    await page.keyboard.press('0');
    expect((await address(page)).to).toBeCloseTo(whole.to, 3);
  });

  test('is moved by the mouse, and a drag opens nothing', async () => {
    const page = await show();
    for (let step = 0; step < 3; step += 1) await page.locator('[data-zoom="in"]').click();
    const before = await address(page);
    const box = await timelineBox(page);
    await page.mouse.move(box.x + 600, box.y + 150);
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 150, { steps: 10 });
    await page.mouse.up();
    const after = await address(page);
    expect(after.from).toBeGreaterThan(before.from);
    expect(after.to - after.from).toBeCloseTo(before.to - before.from, 3);
    expect(await page.locator('#details').isVisible()).toBe(false);
  });

  test('a finding: goes there, lights what it speaks of, shows its events and the log lines around them', async () => {
    const page = await show();
    const before = await picture(page);
    await page.locator('#violation-3 a').click();
    const { from, to, of } = await address(page);
    expect(of('finding')).toBe('violation-3');
    const row = page.locator('#violation-3');
    const [start, end] = [Number(await row.getAttribute('data-from')), Number(await row.getAttribute('data-to'))];
    expect(from).toBeLessThan(start / 1e6);
    expect(to).toBeGreaterThan(end / 1e6);
    expect(await picture(page)).not.toBe(before);
    const panel = page.locator('#details');
    expect(await panel.locator('h2').textContent()).toContain('dispatched execution');
    expect(await panel.locator('.log figcaption').first().textContent()).toMatch(/^logs\/(master|worker)-\d\.log$/);
    expect(await panel.locator('.log .here').count()).toBeGreaterThan(0);
    await screenshot(page, 'finding');
    await page.keyboard.press('Escape');
    expect(await panel.isVisible()).toBe(false);
    await page.keyboard.press('Escape');
    await expect.poll(async () => (await address(page)).of('finding')).toBeNull();
  });

  test('the log line of a log event is marked among its neighbours', async () => {
    const page = await show();
    await page.locator('#filters [name="text"]').fill('task-received');
    await page.locator('#events-table tbody tr').first().click();
    const [text = ''] = await page.locator('#events-table tbody tr').first().locator('td').last().allTextContents();
    const marked = await page.locator('#details .here').allTextContents();
    expect(marked).toHaveLength(1);
    expect(text).toContain(marked[0]);
    await screenshot(page, 'log-line');
  });

  test('what is seen and chosen comes back from the address', async () => {
    const page = await show();
    await page.locator('#violation-2 a').click();
    await page.locator('[data-zoom="in"]').click();
    const { from, to } = await address(page);
    const { hash } = new URL(page.url());
    const before = await picture(page);
    await opened?.close();
    const again = await show({ fragment: hash });
    const restored = await address(again);
    expect([restored.from, restored.to, restored.of('finding')]).toEqual([from, to, 'violation-2']);
    expect(await again.locator('#details').isVisible()).toBe(true);
    expect(await picture(again)).toBe(before);
    // As a link of the page itself has it.
    await again.evaluate("location.hash = '#violation-1'");
    expect((await address(again)).of('finding')).toBe('violation-1');
  });

  test('an event of the address is opened', async () => {
    const page = await show({ fragment: '#event=0' });
    expect(await page.locator('#details h3').first().textContent()).toContain('run.begin');
  });

  test('by keyboard alone: Tab to the timeline, arrows from item to item, Enter opens, Escape closes', async () => {
    const page = await show();
    await page.locator('#scroller').focus();
    await page.keyboard.press('Tab');
    const focused = () => page.evaluate<string>('document.activeElement.textContent');
    const seen = [await focused()];
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowLeft']) {
      await page.keyboard.press(key);
      seen.push(await focused());
    }
    expect(new Set(seen).size).toBeGreaterThan(3);
    expect(seen.join('\n')).toMatch(/owned workflow 1/);
    await screenshot(page, 'keyboard');
    await page.keyboard.press('Enter');
    expect(await page.locator('#details h2').textContent()).toBe(seen.at(-1));
    await page.keyboard.press('Escape');
    expect(await page.locator('#details').isVisible()).toBe(false);
    expect(await focused()).toBe(seen.at(-1));
  });

  test('a screen reader gets the sentence, a table of findings, and what is drawn as buttons', async () => {
    const page = await show();
    const tree = await page.locator('body').ariaSnapshot();
    expect(tree).toMatch(/heading "The same task ran twice at the same time\. .*" \[level=1\]/);
    expect(tree).toMatch(/row "violation overlapping-executions proved 81\.0 s workflow 1, task next: .*"/);
    expect(tree).toMatch(/group "What is drawn: arrow keys move, Enter shows the events"'?:\n\s+- '?button "/);
    expect(tree).not.toContain('- img');
  });

  test('hovering tells what is there, without a click', async () => {
    const page = await show();
    await page.locator('[data-zoom="whole"]').click();
    const box = await timelineBox(page);
    const found: string[] = [];
    for (let y = 10; y < 400; y += 12) {
      await page.mouse.move(box.x + box.width * 0.75, box.y + y);
      found.push((await page.locator('#tip').textContent()) ?? '');
    }
    expect(found.join('\n')).toMatch(/execution A of next on worker-2/);
    expect(await page.locator('#details').isVisible()).toBe(false);
  });

  test('in dark', async () => {
    const page = await show({ colorScheme: 'dark', fragment: '#violation-1' });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(18, 22, 27)');
    const corner = await page.evaluate<number[]>(
      "[...document.getElementById('axis').getContext('2d').getImageData(2, 2, 1, 1).data]",
    );
    expect(Math.max(...corner.slice(0, 3))).toBeLessThan(90);
    await screenshot(page, 'dark');
  });

  test('on a narrow screen nothing is wider than the screen', async () => {
    const page = await show({ viewport: { width: 400, height: 800 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(400);
    await screenshot(page, 'narrow');
    await page.locator('#stage').scrollIntoViewIfNeeded();
    await screenshot(page, 'narrow-timeline');
  });

  test('on paper: the whole run, every lane, in light', async () => {
    const page = await show({ colorScheme: 'dark' });
    await page.locator('[data-zoom="in"]').click();
    const before = await address(page);
    const lanes = await page.evaluate<number>("document.getElementById('spacer').offsetHeight");
    await page.emulateMedia({ media: 'print' });
    const height = () => page.evaluate<number>("document.getElementById('lanes').offsetHeight");
    await expect.poll(height).toBe(lanes - 28);
    expect(await page.locator('#filters').isVisible()).toBe(false);
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(26, 31, 38)');
    await page.setViewportSize({ width: 1000, height: 1400 });
    await page.locator('#stage').scrollIntoViewIfNeeded();
    await screenshot(page, 'print');
    const pdf = await page.pdf({ path: join(screenshots, 'print.pdf'), printBackground: true });
    expect(pdf.length).toBeGreaterThan(20_000);
    await page.emulateMedia({ media: 'screen' });
    const after = await address(page);
    expect([after.from, after.to]).toEqual([before.from, before.to]);
  });

  test('without scripts: the sentence, what to do and the findings can be read', async () => {
    const page = await show({ javaScriptEnabled: false });
    expect(await page.locator('h1').isVisible()).toBe(true);
    expect(await page.locator('.findings .sentence').first().isVisible()).toBe(true);
    expect(await page.locator('main noscript').first().isVisible()).toBe(true);
    expect(await page.locator('.events-of-findings tr').count()).toBeGreaterThan(5);
    await screenshot(page, 'without-scripts');
  });
});

test('many workflows: the lanes of one, and the address keeps it', async () => {
  opened = await openReport(browser, renderHtml(await recordedRun('many-workflows')));
  const { page } = opened;
  await screenshot(page, 'many-workflows');
  const high = () => page.evaluate<number>("document.getElementById('spacer').offsetHeight");
  const rows = () => page.locator('#shown').textContent();
  const [all, told] = [await high(), await rows()];
  const value = (await page.locator('#workflow option').nth(1).getAttribute('value')) ?? '';
  await page.locator('#workflow').selectOption(value);
  expect(await high()).toBeLessThan(all / 2);
  expect(await rows()).not.toBe(told);
  expect((await address(page)).of('workflow')).toBe(value);
  await screenshot(page, 'one-workflow');
});
