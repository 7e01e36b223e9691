import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { HistoryEvent } from '../../history/event.ts';
import { renderHtml } from '../../report/html.ts';
import type { Scene } from '../../report/scene/model.ts';
import {
  execution,
  numbered,
  overlapFinding,
  overlapStory,
  runBegin,
  runEnd,
  runWorkflow,
  second,
  verdictOf,
  workflowRow,
} from './sample.ts';

const hostile = [
  '</script><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '" onload="alert(1)',
  "' onfocus='alert(1)",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the name of a task
  '$(reboot) `id` ${x} $& $1',
  '<!-- <script> ]]>',
  '\u2028\u2029\u0000&amp;\\u003c',
];

/** All tags outside scripts and style. */
function tags(page: string): string[] {
  return page.replaceAll(/<(script|style)\b[^>]*>.*?<\/\1>/gs, '').match(/<[^>]*>/g) ?? [];
}

interface Data {
  readonly events: readonly HistoryEvent[];
  readonly scene: Scene;
}

/** What the page's scripts are given, packed or not. */
function dataOf(page: string): Data {
  const [, packed, text = ''] =
    /<script type="application\/json" id="data"( data-packed="gzip")?>([^<]*)</.exec(page) ?? [];
  return JSON.parse(packed === undefined ? text : gunzipSync(Buffer.from(text, 'base64')).toString());
}

describe('the overlap story', () => {
  const events = overlapStory();
  const finding = overlapFinding(events);
  const page = renderHtml({
    events,
    verdict: verdictOf(events, {
      verdict: 'violation',
      reasons: ['1 finding breaks no-overlap.'],
      violations: [finding],
    }),
    environment: { images: { master: 'doublerun/master:1' } },
    runDirectory: 'runs/owner-cut-off/1',
  });

  test('says first what happened, in the words of every report', () => {
    const [first = ''] = /<h1>.*?<\/h1>/.exec(page) ?? [];
    expect(first).toBe('<h1>The same task ran twice at the same time.</h1>');
    expect(page.indexOf(first)).toBeLessThan(page.indexOf('class="facts"'));
    expect(page).toContain('<code>./doublerun explain overlapping-executions</code>');
  });

  test('says the verdict in a word, what the run was and where', () => {
    for (const words of [
      'violation',
      'owner-cut-off',
      '2026-10-03 12:00:00 UTC',
      'images.master',
      'runs/owner-cut-off/1',
    ])
      expect(page).toContain(words);
    expect(page).toContain(finding.sentence);
  });

  test('loads nothing', () => {
    expect(page).not.toMatch(/(?:src|href)="(?!#)|url\((?!#)|@import|https?:/);
  });

  test('runs one script, by its hash, and nothing else', () => {
    expect(page.match(/<script type="module">/g)).toHaveLength(1);
    expect(page).toMatch(
      /content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; script-src &#39;sha256-[\w+/=]+&#39;"/,
    );
  });

  test('names each finding, with all that it takes to find it in the timeline', () => {
    expect(page).toContain('data-from="31400000" data-to="55200000" data-workflow="1"');
    expect(page).toContain('<a href="#violation-1">overlapping-executions</a>');
  });

  test('holds all events, in order of time', () => {
    expect(dataOf(page).events).toEqual(events.toSorted((left, right) => left.at - right.at || left.seq - right.seq));
  });
});

describe.each(hostile)('a task, workflow, scenario and reason named %j', (name) => {
  const events = numbered([
    runBegin(name),
    runWorkflow([name]),
    workflowRow(1, name, name, name),
    ...execution({ worker: name, task: 1, taskInstance: 1, from: 2, to: 3 }),
    runEnd(4),
  ]);
  const violation = { ...overlapFinding(events), sentence: name, executions: [name] };
  const page = renderHtml({
    events,
    verdict: verdictOf(events, { verdict: 'violation', reasons: [name], violations: [violation] }),
    environment: { [name]: name },
    runDirectory: name,
  });

  test('adds no script, no tag and no attribute', () => {
    const plain = renderHtml({ events: overlapStory(), verdict: verdictOf([]) });
    const scripts = (text: string) => text.match(/<\/?script/gi)?.length;
    expect(scripts(page)).toBe(scripts(plain));
    const odd = tags(page).filter(
      (tag) => !/^<(\/?[a-z]\w*|!doctype html)(\s[a-z][\w-]*(="[^"<>]*")?)*\/?>$/i.test(tag),
    );
    expect(odd).toEqual([]);
    expect(tags(page).filter((tag) => /\son\w+\s*=/.test(tag.replaceAll(/"[^"]*"/g, '""')))).toEqual([]);
  });

  test('comes back whole from the embedded events', () => {
    expect(dataOf(page).events).toEqual(events.toSorted((left, right) => left.at - right.at || left.seq - right.seq));
  });
});

describe('whatever came of the run', () => {
  test('a pass says what was covered', () => {
    const events = overlapStory();
    const page = renderHtml({ events, verdict: verdictOf(events) });
    expect(page).toContain('DolphinScheduler kept its promises in this run: exactly-once, no-overlap.');
    expect(page).toContain('Fault cut-owner took effect and was healed; 2 executions ran while it held.');
    expect(page).not.toContain('Findings</h2>');
  });

  test('a broken run, cut short in the middle of the fault', () => {
    const events = overlapStory().filter((event) => event.at < second(40));
    const page = renderHtml({ events, verdict: verdictOf(events, { verdict: 'broken', reasons: ['Killed.'] }) });
    expect(page).toContain('cut short: the history has no end');
  });

  test('no events at all', () => {
    const page = renderHtml({ events: [], verdict: verdictOf([], { verdict: 'broken' }) });
    expect(page).toContain('This run failed before it could say anything about the scheduler.');
    expect(dataOf(page).scene.lanes).toEqual([]);
  });
});

test('a long history is packed, a short one can be read', () => {
  const events = overlapStory();
  const long = renderHtml({ events, verdict: verdictOf(events) });
  expect(long).toContain('data-packed="gzip"');
  expect(long.length).toBeLessThan(JSON.stringify(events).length + 60_000);
  const few = numbered([runBegin(), runEnd(1)]);
  expect(renderHtml({ events: few, verdict: verdictOf(few) })).not.toContain('data-packed');
});
