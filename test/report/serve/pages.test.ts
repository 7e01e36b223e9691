import { describe, expect, test } from 'vitest';
import { trendsOf } from '../../../harness/stored-runs/trends.ts';
import { comparePage } from '../../../report/serve/compare-page.ts';
import { compareLink, fileLink, matrixLink, runLink, runsLink, trendsLink } from '../../../report/serve/links.ts';
import type { RunsModel, Side } from '../../../report/serve/model.ts';
import { runPage } from '../../../report/serve/run-page.ts';
import { runsPage } from '../../../report/serve/runs-page.ts';
import { trendsPage } from '../../../report/serve/trends-page.ts';
import type { StoredRun } from '../../../report/stored/model.ts';
import { storedRun } from '../../harness/stored-runs/stored-run.ts';
import { overlapFinding, overlapStory, verdictOf } from '../sample.ts';

const place = { folder: 'runs', styles: '/style.css' };
const choices = { scenarios: [], versions: [], strategies: [], verdicts: [] };
/** What a reader sees, in one line. */
const wordsOf = (page: string) => page.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ');

test('links have no character that a URL cannot have, and leave out what is not asked for', () => {
  const run = { scenario: 'a b/?#%', name: '"<x>', run: 'a b/"<x>' };
  expect(runLink(run)).toBe('/runs/a%20b%2F%3F%23%25/%22%3Cx%3E/');
  expect(fileLink(run, 'logs/master 1.log')).toBe(`${runLink(run)}logs/master%201.log`);
  expect(matrixLink('a b')).toBe('/runs/matrix-a%20b/matrix.html');
  expect(compareLink(run, run)).toBe('/compare?left=a+b%2F%22%3Cx%3E&right=a+b%2F%22%3Cx%3E');
  expect(runsLink({ scenario: 'a', text: '', page: undefined, seed: '0' })).toBe('/?scenario=a&seed=0');
  expect(trendsLink({ text: 'only for lists' })).toBe('/trends');
});

describe('the list', () => {
  const model = (more: Partial<RunsModel> = {}): RunsModel => ({
    query: {},
    choices,
    sortedBy: { by: 'when', descending: true },
    runs: [],
    firstNumber: 1,
    matching: 0,
    all: 0,
    page: 1,
    pages: 1,
    remarks: [],
    ...more,
  });

  test('tells an empty folder from a filter that leaves nothing', () => {
    expect(runsPage(place, model())).toContain('There are no runs here yet');
    expect(runsPage(place, model({ all: 3 }))).toContain('No run is as you ask for.');
  });

  test('keeps what is asked for when it is sorted otherwise, but not the page', () => {
    const runs = [storedRun(1)];
    const page = runsPage(place, model({ runs, query: { scenario: 'a', page: '2', sort: 'seed', order: 'down' } }));
    expect(page).toContain('<a href="/?scenario=a&amp;sort=took">Took</a>');
    expect(page).toContain('href="/?scenario=a&amp;sort=when&amp;order=up"');
    expect(page).toContain('aria-sort="descending"');
  });

  test('shows what is chosen, though no run has it any more', () => {
    expect(runsPage(place, model({ query: { version: '9.9' } }))).toContain(
      '<option value="9.9" selected>9.9 (0)</option>',
    );
  });

  test('leads to no report of a run that goes on, and counts the signatures that it leaves out', () => {
    const signature = (name: string, count = 1) => ({ signature: name, count, violation: true });
    const signatures = [signature('a', 2), signature('b'), signature('c'), signature('d')];
    const of = (run: StoredRun) => runsPage(place, model({ runs: [run], all: 1, matching: 1 }));
    expect(of(storedRun(1, { status: 'running' }))).not.toContain('report.html');
    const page = of(storedRun(1, { status: 'violation', signatures }));
    expect(page).toContain('report.html');
    expect(wordsOf(page)).toContain('a ×2 b c and 1 more kind');
  });
});

describe('trends', () => {
  const pageOf = (runs: readonly StoredRun[]) =>
    trendsPage(place, { query: {}, choices, trends: trendsOf(runs), remarks: [] });
  const times = (from: number, count: number, more: Partial<StoredRun>) =>
    Array.from({ length: count }, (_, index) => storedRun(from + index, more));

  test('say a rate with what is known of it, what is not counted, and that it has changed', () => {
    const runs = [
      ...times(1, 10, { status: 'violation' }),
      ...times(11, 10, {}),
      ...times(21, 2, { status: 'broken' }),
    ];
    const words = wordsOf(pageOf(runs));
    expect(words).toContain('22 runs: 10 violation , 10 pass , 2 broken a violation 10 of 20 30–70 %');
    expect(words).toContain('changed: last 10: 0 of 10 not counted: 2, which say nothing of it');
  });

  test('have a bar for each of the last sixty runs, the worse the higher', () => {
    const page = pageOf([...times(1, 70, {}), storedRun(71, { status: 'violation' })]);
    const bars = [...page.matchAll(/<rect class="(pass|violation)"[^>]* height="(\d+)"/g)].map(([, tone, height]) => [
      tone,
      Number(height),
    ]);
    expect(bars).toHaveLength(60);
    expect(bars.slice(-2)).toEqual([
      ['pass', 7],
      ['violation', 26],
    ]);
    expect(page).toContain('; 11 older ones are left out');
  });
});

describe('a run', () => {
  const of = (more: Partial<Parameters<typeof runPage>[1]>) =>
    runPage(place, {
      run: storedRun(1, { status: 'running', reason: 'It still goes on.' }),
      account: undefined,
      verdict: undefined,
      files: [],
      again: './doublerun replay x',
      earlier: undefined,
      later: undefined,
      ...more,
    });

  test('that goes on is loaded again by itself, and has no report yet', () => {
    expect(of({})).toContain('<meta http-equiv="refresh" content="5">');
    expect(of({})).not.toContain('Open the report');
    expect(of({ run: storedRun(1) })).not.toContain('http-equiv="refresh"');
  });

  test('shows what a broken one left behind, and the findings of a violation', () => {
    const events = overlapStory();
    const broken = verdictOf(events, { verdict: 'broken', reasons: ['It failed:\n  at x\n  at y', 'Nothing ran.'] });
    expect(wordsOf(of({ verdict: broken }))).toContain('Reasons It failed: at x at y');
    expect(of({ verdict: broken })).not.toContain('Nothing ran.');
    const finding = overlapFinding(events);
    const violation = verdictOf(events, { verdict: 'violation', reasons: ['1 finding.'], violations: [finding] });
    expect(wordsOf(of({ verdict: violation }))).toContain(
      `Reasons 1 finding. Findings overlapping-executions proved ${finding.sentence}`,
    );
  });

  test('has its files with their sizes, and the runs beside it', () => {
    const files = [
      { name: 'report.html', bytes: 999 },
      { name: 'logs/a.log', bytes: 12_345 },
      { name: 'events.jsonl', bytes: 2_000_000 },
    ];
    const words = wordsOf(of({ files, earlier: storedRun(7), later: storedRun(9) }));
    expect(words).toContain('report.html 999 B logs/a.log 12 kB events.jsonl 2.0 MB');
    expect(words).toContain('the next: 2026-10-03 12:09:00, seed 9');
    expect(words).toContain('the one before: 2026-10-03 12:07:00, seed 7');
  });
});

test('two runs of which nothing is known but that they are there', () => {
  const side = (seed: number, report: boolean): Side => ({ run: storedRun(seed), report, sentences: [] });
  const nothing = { differences: [], more: 0, same: 0 };
  const page = comparePage(place, {
    left: side(1, false),
    right: side(2, true),
    findings: [],
    parts: [
      { title: 'Plan', differences: nothing },
      { title: 'Environment', differences: { ...nothing, same: 1 } },
    ],
  });
  expect(wordsOf(page)).toContain(
    'Nothing is proved in either. Plan Neither has one. Environment No difference: 1 field is the same. Reports It has no report.',
  );
  expect(page.match(/<iframe/g)).toHaveLength(1);
});
