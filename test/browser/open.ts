import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** Kept for people to look at; git ignores the folder. */
export const screenshots = join(import.meta.dirname, 'screenshots');

/** A report in a tab of its own. */
export interface Opened {
  readonly page: Page;
  readonly url: string;
  /** Every error of the page, and every request but that for the file itself: none is to be there, ever. */
  readonly problems: readonly string[];
  readonly close: () => Promise<void>;
}

/** Opens a page from disk, as somebody does who was sent the file. @param fragment of the address, with its `#` */
export async function openReport(
  browser: Browser,
  html: string,
  { fragment = '', ...options }: BrowserContextOptions & { readonly fragment?: string } = {},
): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'doublerun-report-'));
  const file = join(folder, 'report.html');
  writeFileSync(file, html);
  const url = pathToFileURL(file).href;
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== url) problems.push(`request: ${request.url().slice(0, 200)}`);
  });
  await page.goto(`${url}${fragment}`);
  if (options.javaScriptEnabled !== false) await page.waitForSelector('html[data-ready]', { timeout: 60_000 });
  const close = async () => {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { page, url, problems, close };
}

export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`) });
}
