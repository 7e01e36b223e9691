import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Serving, serve } from '../../harness/serve/server.ts';
import { renderHtml } from '../../report/html.ts';
import { judged, planOf, RunsFolder } from '../harness/stored-runs/folder.ts';

const screenshots = join(import.meta.dirname, 'screenshots');
const FIRST = '20261003T120000Z-1';
const SECOND = '20261003T120100Z-2';
const evil = '<img src=x onerror=alert(1)><script>alert(1)</script>';

let browser: Browser;
let folder: RunsFolder;
let serving: Serving;
let close = async () => {};
let problems: string[] = [];

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    // Chromium's sandbox does not work for root, and these pages are our own.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  folder = new RunsFolder();
  const { events, verdict, file } = await judged('failover-16759');
  const report = renderHtml({ events, verdict });
  await folder.addRecorded('failover-16759', FIRST, { report, logs: { 'master-1.log': evil } });
  await folder.addRecorded('failover-16759', SECOND, { report, version: '3.2.2' });
  await folder.addRecorded('without-faults', '20261003T120200Z-3');
  folder.add('hostile', FIRST, {
    plan: { ...planOf(events), about: evil },
    verdict: {
      ...verdict,
      reasons: [evil],
      violations: verdict.violations.map((each) => ({ ...each, sentence: evil })),
    },
    environment: { dolphinscheduler: { version: evil } },
    history: { file },
    // It reaches for everything that a script can reach for.
    report: `<!doctype html><title>hostile</title><script>
      const told = [];
      const tell = (what) => { told.push(what); document.title = told.join(' '); };
      try { parent.document.body.remove(); tell('reached-parent'); } catch { tell('no-parent'); }
      if (top !== self) try { top.location.href = '/none'; tell('led-away'); } catch { tell('no-top'); }
      try { localStorage.setItem('a', 'b'); tell('stored'); } catch { tell('no-storage'); }
      try { document.cookie = 'a=b'; tell('cookie'); } catch { tell('no-cookie'); }
      fetch('/').then(() => tell('fetched'), () => tell('no-fetch'));
      new Image().src = '/style.png';
    </script>`,
  });
  serving = await serve({ root: folder.path, shown: 'runs', port: 0, complain: (line) => problems.push(line) });
});
afterAll(async () => {
  await browser?.close();
  await serving?.close();
  folder?.remove();
});
afterEach(async () => {
  await close();
  close = async () => {};
  expect(problems).toEqual([]);
});

/** Opens a page; whatever is wrong with it is a problem. `expected`: complaints that the page is to make. */
async function open(path: string, options: BrowserContextOptions = {}, expected: RegExp = /^$/): Promise<Page> {
  problems = [];
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...options });
  close = () => context.close();
  const page = await context.newPage();
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    const bad = message.type() === 'error' || message.type() === 'warning';
    if (bad && !expected.test(message.text())) problems.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.host !== `127.0.0.1:${serving.port}`) problems.push(`request: ${url.href}`);
  });
  await page.goto(`http://127.0.0.1:${serving.port}${path}`);
  return page;
}

async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `serve-${name}.png`) });
}

/** Of a list: names of the runs it shows. */
const shown = (page: Page) =>
  page
    .locator('input[name=run]')
    .evaluateAll((boxes) => boxes.map((box) => (box as { value?: string }).value?.split('/')[1]));

describe('all runs', () => {
  test.each(['light', 'dark'] as const)('in %s', async (colorScheme) => {
    const page = await open('/', { colorScheme });
    expect(await shown(page)).toHaveLength(4);
    const back = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(back).toBe(colorScheme === 'light' ? 'rgb(246, 247, 249)' : 'rgb(18, 22, 27)');
    await screenshot(page, `runs-${colorScheme}`);
  });

  test.each([true, false])(
    'are chosen by the form, and the address tells it (scripts: %j)',
    async (javaScriptEnabled) => {
      const page = await open('/', { javaScriptEnabled });
      await page.locator('select[name=version]').selectOption('3.1.1');
      await page.locator('input[name=text]').fill('overlapped');
      await page.locator('input[name=text]').press('Enter');
      await page.waitForURL('**/?text=overlapped&version=3.1.1');
      expect(await shown(page)).toEqual([FIRST]);
      expect(await page.locator('select[name=version]').inputValue()).toBe('3.1.1');
      await page.locator('.verdicts a.violation').click();
      await page.waitForURL('**/?text=overlapped&version=3.1.1&verdict=violation');
      await page.goBack();
      await page.locator('thead a', { hasText: 'Scenario' }).click();
      expect(await page.locator('th[aria-sort=ascending]').textContent()).toContain('Scenario');
      await page.locator('.clear').click();
      expect(await shown(page)).toHaveLength(4);
    },
  );

  test('two that are marked are shown side by side, with their reports', async () => {
    const page = await open('/?scenario=failover-16759&verdict=violation');
    for (const name of [SECOND, FIRST]) await page.locator(`input[value$="${name}"]`).check();
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.waitForURL('**/compare?left=*');
    expect(await page.locator('.sides .card a').first().textContent()).toContain(FIRST);
    const row = page.locator('tr', { hasText: 'dolphinscheduler.version' });
    expect(await row.locator('td').allTextContents()).toEqual(['3.1.1', '3.2.2']);
    await screenshot(page, 'side-by-side');
    const frame = page.frameLocator('iframe').first();
    await page.locator('iframe').first().scrollIntoViewIfNeeded();
    expect(await frame.locator('h1').textContent({ timeout: 20_000 })).not.toBe('');
    await screenshot(page, 'side-by-side-reports');
  });
});

test('a run leads to its report, whose scripts work, and to its log, which is text', async () => {
  const page = await open(`/runs/failover-16759/${FIRST}/`);
  expect(await page.locator('.what').textContent()).toContain('The same task ran twice at the same time.');
  await screenshot(page, 'run');
  await page.getByText('Open the report').click();
  await page.waitForURL('**/report.html');
  const filled = () => page.evaluate<number>('document.querySelectorAll("#events-table tbody tr").length');
  await expect.poll(filled, { timeout: 20_000 }).toBeGreaterThan(0);
  await screenshot(page, 'report');
  await page.goBack();
  await page.getByText('logs/master-1.log').click();
  await page.waitForURL('**/master-1.log');
  expect(await page.locator('body').textContent()).toBe(evil);
  expect(await page.locator('img, script').count()).toBe(0);
});

test('trends lead from a bar to its run', async () => {
  const page = await open('/trends');
  await screenshot(page, 'trends');
  await page.locator('.bars a').first().focus();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/runs/failover-16759/*/');
});

test('a narrow page keeps to its width', async () => {
  for (const path of ['/', '/trends', `/runs/failover-16759/${FIRST}/`]) {
    const page = await open(path, { viewport: { width: 390, height: 800 } });
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    if (path === '/') await screenshot(page, 'narrow');
    await close();
  }
});

describe('what is hostile', () => {
  test.each([
    '/',
    '/trends',
    `/runs/hostile/${FIRST}/`,
    `/?version=${encodeURIComponent(evil)}&text=${encodeURIComponent('<img')}`,
  ])('stays text on %s', async (path) => {
    const page = await open(path);
    expect(await page.locator('body').textContent()).toContain('<img src=x onerror=alert(1)>');
    expect(await page.locator('img, script').count()).toBe(0);
  });

  const refused = /Content Security Policy|sandboxed|Refused to|Failed to load|Unsafe attempt/;
  const reached = 'no-parent no-top no-storage no-cookie no-fetch';

  test('a report reaches nothing beside it in a frame', async () => {
    const compare = new URLSearchParams({ left: `hostile/${FIRST}`, right: `failover-16759/${FIRST}` });
    const page = await open(`/compare?${compare}`, {}, refused);
    await page.locator('iframe').first().scrollIntoViewIfNeeded();
    const inner = () =>
      page
        .frames()
        .find((frame) => frame.url().includes('/hostile/'))
        ?.title();
    await expect.poll(inner, { timeout: 20_000 }).toBe(reached);
    expect(page.url()).toContain('/compare?');
    expect(await page.locator('h1').count()).toBe(1);
  });

  test('a report reaches nothing on a page of its own', async () => {
    const page = await open('/', {}, refused);
    const answered: string[] = [];
    page.on('response', (response) => answered.push(new URL(response.url()).pathname));
    await page.goto(`http://127.0.0.1:${serving.port}/runs/hostile/${FIRST}/report.html`);
    await expect.poll(() => page.title(), { timeout: 20_000 }).toMatch(/no-storage no-cookie no-fetch$/);
    expect(answered).toEqual([`/runs/hostile/${FIRST}/report.html`]);
  });
});
