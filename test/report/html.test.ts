import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../report/html.ts';
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

function block(page: string, id: string): unknown {
  return JSON.parse(page.split(`<script type="application/json" id="${id}">`)[1]?.split('</script>')[0] ?? '');
}

function bars(page: string, look: string): string[] {
  return [...page.matchAll(new RegExp(`<g class="item ${look}[^"]*"[^>]*aria-label="([^"]*)"`, 'g'))].map(
    ([, title]) => title ?? '',
  );
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

  test('shows both executions, the fault and the finding', () => {
    expect(bars(page, 'execution').slice(0, 2)).toEqual([
      'execution A of extract on worker-1, 10.2 s to 55.2 s, exit 0, task instance 1, 89 heartbeats',
      'execution B of extract on worker-2, 31.4 s to 76.4 s, exit 0, task instance 2, 89 heartbeats',
    ]);
    expect(bars(page, 'fault')).toEqual([
      'fault cut-owner: refuse on master-1, begun 12.0 s, took effect 24.0 s, heal begun 72.0 s, healed 76.0 s',
    ]);
    expect(bars(page, 'finding')).toEqual(['overlapping-executions, proved, 31.4 s to 55.2 s']);
    expect(bars(page, 'ownership')).toEqual([
      'master-1 owned workflow 1 8.9 s to 24.0 s',
      'master-2 owned workflow 1 24.3 s to 87.1 s',
    ]);
  });

  test('loads nothing', () => {
    expect(page).not.toMatch(/(?:src|href)="(?!#)|url\((?!#)|@import|https?:/);
  });

  test('holds all events, in order of time', () => {
    expect(block(page, 'events')).toEqual(events.toSorted((left, right) => left.at - right.at || left.seq - right.seq));
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
    expect(block(page, 'events')).toEqual(events.toSorted((left, right) => left.at - right.at || left.seq - right.seq));
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
    expect(bars(page, 'execution')).toHaveLength(2);
    expect(bars(page, 'execution')[0]).toContain('(end of the history), still running');
    expect(bars(page, 'fault')[0]).toContain('not healed');
  });

  test('no events at all', () => {
    expect(renderHtml({ events: [], verdict: verdictOf([], { verdict: 'broken' }) })).toContain('No events.');
  });
});
