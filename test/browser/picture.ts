import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { storedReport, withLogs } from '../../harness/stored-report.ts';
import { renderHtml } from '../../report/html.ts';
import { launchChromium } from './chromium.ts';
import { openReport } from './open.ts';

/**
 * `npm run picture -- <run directory | events.jsonl> [PNG file]`: the timeline of a run, its first violation chosen, as docs/report.png. The report
 * is rendered now, from the history.
 */

const WIDTH = 1_440;
/** Pixels around what is shown. */
const MARGIN = 16;

const [path, file = join(import.meta.dirname, '../../docs/report.png')] = process.argv.slice(2);
if (path === undefined) {
  process.stderr.write('usage: npm run picture -- <run directory | events.jsonl> [PNG file]\n');
  process.exit(64);
}
const stored = await storedReport(path);
const run = withLogs(stored.run, stored.folder);
const browser = await launchChromium();
try {
  const fragment = run.verdict.violations.length > 0 ? '#violation-1' : '';
  const screen = { viewport: { width: WIDTH, height: 900 }, deviceScaleFactor: 1.25, colorScheme: 'light' } as const;
  const { page, problems, close } = await openReport(browser, renderHtml(run), { ...screen, fragment });
  await page.evaluate(
    `scrollTo(0, document.getElementById('stage').getBoundingClientRect().top + scrollY - ${MARGIN})`,
  );
  // What is chosen moves into view, and the canvas is painted in the frame after.
  await page.waitForTimeout(1_000);
  const box = await page.locator('#stage').boundingBox();
  if (!box || problems.length > 0) throw new Error(`the report does not open: ${problems.join('; ')}`);
  const height = Math.round(box.y + box.height + MARGIN);
  await page.screenshot({ path: file, clip: { x: 0, y: 0, width: WIDTH, height } });
  await close();
} finally {
  await browser.close();
}
process.stdout.write(`${basename(file)}, ${Math.round(statSync(file).size / 1_000)} kB\n`);
