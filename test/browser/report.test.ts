import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { renderHtml } from '../../report/html.ts';
import { launchChromium } from './chromium.ts';
import { type Opened, openReport, screenshot } from './open.ts';
import { recordedRun } from './recorded.ts';

let browser: Browser;
let opened: Opened | undefined;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());
afterEach(async () => {
  const { problems = [], close } = opened ?? {};
  opened = undefined;
  await close?.();
  expect(problems).toEqual([]);
});

describe('a real run with violations', () => {
  const html = recordedRun('successor-link-3.2.2').then(renderHtml);

  test('begins with what happened, in the colour of the verdict', async () => {
    opened = await openReport(browser, await html);
    const { page } = opened;
    expect(await page.locator('h1').textContent()).toContain('The same task ran twice at the same time.');
    expect(await page.locator('.verdict').getAttribute('class')).toContain('violation');
    await screenshot(page, 'violation');
  });

  test('in dark', async () => {
    opened = await openReport(browser, await html, { colorScheme: 'dark' });
    await screenshot(opened.page, 'violation-dark');
  });
});
