import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HistoryEvent } from '../../history/event.ts';
import { renderHtml } from '../../report/html.ts';
import {
  execution,
  numbered,
  overlapFinding,
  runBegin,
  runEnd,
  runWorkflow,
  second,
  verdictOf,
  workflowRow,
} from '../report/sample.ts';
import { launchChromium } from './chromium.ts';
import { openReport, screenshot } from './open.ts';

const attacks = [
  '</script><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "javascript:alert('1')",
  '<style>@import "https://example.org/x.css"</style>',
  '<!-- <script>alert(1)</script>',
  '\u202e\u0000\u2028__proto__',
];
const attack = attacks.join(' ');

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());

function hostileHistory(): readonly HistoryEvent[] {
  const server = { source: 'log', type: 'log', server: attack, fact: 'waiting', file: attack, text: attack } as const;
  const registry = { source: 'registry', session: attack, since: 0 } as const;
  return numbered([
    runBegin(attack),
    runWorkflow([attack, attack]),
    workflowRow(1, attack, attack, attack),
    ...execution({ worker: attack, task: 1, taskInstance: 1, from: 2, to: 20 }),
    ...execution({ worker: `${attack}2`, task: 1, taskInstance: 2, from: 4, to: 22 }),
    { at: second(3), ...server, offset: 0 },
    { at: second(3), ...registry, type: 'session.open', timeout: null },
    { at: second(3), ...registry, type: 'session.own', server: attack },
    {
      at: second(5),
      source: 'link',
      type: 'link.state',
      link: attack,
      server: attack,
      enabled: false,
      toxics: [attack],
    },
    { at: second(6), source: 'nemesis', type: 'fault.begin', fault: attack, kind: attack, target: attack },
    { at: second(7), source: 'harness', type: 'run.gap', witness: 'log', reason: attack },
    runEnd(30),
  ]);
}

// `plain`: short enough to be embedded as it is; `packed`: beyond that.
test.each(['plain', 'packed'])('names, reasons, logs and the history itself stay text: %s', async (how) => {
  const events = hostileHistory().filter((event) => how === 'packed' || event.type !== 'execution.beat');
  const finding = {
    ...overlapFinding(events),
    sentence: attack,
    executions: [attack, ...overlapFinding(events).executions],
  };
  const verdict = verdictOf(events, { verdict: 'violation', reasons: [attack], violations: [finding] });
  const logs = { [attack]: [[0, 3e6, attack, false]], [`${attack}.log`]: [[0, 3e6, attack, false]] } as const;
  const html = renderHtml({
    events,
    verdict,
    environment: { [attack]: attack },
    runDirectory: attack,
    again: attack,
    logs,
  });
  const { page, problems, close } = await openReport(browser, html, {
    fragment: `#finding=${encodeURIComponent(attack)}&workflow=<b>&event=x`,
  });
  await page.locator('[data-zoom="whole"]').click();
  await page.locator('.findings a').first().click();
  expect(await page.locator('#details h2').textContent()).toBe(attack.replaceAll('\u0000', ''));
  await page.keyboard.press('Escape');
  await page.evaluate("document.getElementById('stage').scrollIntoView()");
  const box = await page.locator('#overlay').boundingBox();
  const shown: string[] = [];
  for (let y = 8; y < (box?.height ?? 0); y += 9) {
    await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + y);
    shown.push((await page.locator('#tip').textContent()) ?? '');
    await page.mouse.click((box?.x ?? 0) + 200, (box?.y ?? 0) + y);
  }
  expect(shown.join('\n')).toContain('<img src=x onerror=alert(1)>');
  await page.locator('#filters [name="text"]').fill('"fact":"waiting"');
  await page.locator('#events-table tbody tr').first().click();
  expect(await page.locator('#details .here').textContent()).toBe(attack);
  await screenshot(page, `hostile-${how}`);
  expect(await page.locator('img, svg, iframe, object, [onerror], [onload]').count()).toBe(0);
  expect(await page.locator('script').count()).toBe(2);
  expect(await page.locator('style').count()).toBe(1);
  await close();
  expect(problems).toEqual([]);
});

test('should a hole ever let a script in, the browser refuses it, and every address', async () => {
  const events = numbered([runBegin(), runEnd(1)]);
  const html = renderHtml({ events, verdict: verdictOf(events) });
  const script =
    '<script>document.title = "taken over"</script><img src="https://example.org/a.png" onerror="document.title=1">';
  const { page, problems, close } = await openReport(browser, html.replace('<main>', `<main>${script}`));
  expect(await page.title()).toBe('pass: owner-cut-off');
  await close();
  const refused = (what: string) =>
    problems.some((each) => each.includes(what) && each.includes('Content Security Policy'));
  expect(refused('inline script')).toBe(true);
  expect(refused('https://example.org/a.png')).toBe(true);
});
