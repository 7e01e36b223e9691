import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { namedReporters } from '../../harness/commands/reporter-option.ts';
import { exitCodeWith, linesOf, writeReports } from '../../harness/reporting.ts';
import { reporters } from '../../report/reporters/registry.ts';
import type { Reporter } from '../../report/reporters/reporter.ts';
import { overlapStory, verdictOf } from '../report/sample.ts';

const events = overlapStory();
const run = { events, verdict: verdictOf(events) };

const good: Reporter = {
  name: 'good',
  about: '',
  render: () => [
    { to: 'file', name: 'good.txt', text: 'good' },
    { to: 'stdout', text: 'said\n' },
    { to: 'variable', variable: 'DOUBLERUN_TEST_SUMMARY', text: 'summed up\n' },
  ],
};
const bad: Reporter = {
  name: 'bad',
  about: '',
  render: () => {
    throw new TypeError('no such thing');
  },
};

let folder: string;
let told: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doublerun-reports-'));
  told = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('reports are written', () => {
  test('into each folder, made where it is not there, and at the end of the file that a variable names', () => {
    const summary = join(folder, 'summary.md');
    writeFileSync(summary, 'before\n');
    vi.stubEnv('DOUBLERUN_TEST_SUMMARY', summary);
    const folders = [folder, join(folder, 'a', 'b')];
    const reports = writeReports(run, [good], folders);
    const files = folders.map((each) => join(each, 'good.txt'));
    expect(reports).toEqual({ stdout: 'said\n', files: files.map((path) => ({ label: 'good', path })), failed: false });
    for (const file of files) expect(readFileSync(file, 'utf8')).toBe('good');
    expect(readFileSync(summary, 'utf8')).toBe('before\nsummed up\n');
  });

  test('and where no such variable is set, to no file', () => {
    vi.stubEnv('DOUBLERUN_TEST_SUMMARY', undefined);
    expect(writeReports(run, [good], []).failed).toBe(false);
  });

  test('also when another reporter throws: that is said, and remembered', () => {
    const { failed, files } = writeReports(run, [bad, good], [folder]);
    expect(failed).toBe(true);
    expect(files.map(({ label }) => label)).toEqual(['good']);
    expect(told).toBe('the reporter bad failed: no such thing\n');
  });

  test('also when a folder cannot be written to', () => {
    const taken = join(folder, 'taken');
    writeFileSync(taken, '');
    vi.stubEnv('DOUBLERUN_TEST_SUMMARY', join(taken, 'summary.md'));
    const reports = writeReports(run, [good], [taken, folder]);
    expect(reports.failed).toBe(true);
    expect(reports.stdout).toBe('said\n');
    expect(existsSync(join(folder, 'good.txt'))).toBe(true);
    expect(told).toMatch(/^writing .*good\.txt failed: .*\nthe reporter good failed: .*\n$/);
  });
});

test('without its reports a pass is broken, and nothing else changes', () => {
  expect([0, 1, 2, 3, 130].map((code) => exitCodeWith({ failed: true }, code))).toEqual([3, 1, 2, 3, 130]);
  expect([0, 1, 2, 3].map((code) => exitCodeWith({ failed: false }, code))).toEqual([0, 1, 2, 3]);
});

test('the lines at the end stand in columns', () => {
  expect(linesOf([])).toBe('');
  expect(linesOf([{ label: 'run', text: 'a' }])).toBe('run     a\n');
  const lines = ['run', 'perfetto'].map((label) => ({ label, text: label }));
  expect(linesOf(lines)).toBe('run       run\nperfetto  perfetto\n');
});

describe('reporters', () => {
  test('are named one by one; each once in the registry', () => {
    const names = reporters.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(namedReporters('html, terminal').map(({ name }) => name)).toEqual(['html', 'terminal']);
  });

  test.each(['', 'html,', 'htm', 'HTML', 'constructor'])('an unknown one is refused with the list: %j', (text) => {
    expect(() => namedReporters(text)).toThrow(/^--reporter .*: there is no reporter ".*"; there are: terminal, html/);
  });

  test('none of them fails on a run without events, and two do not write the same file', () => {
    const empty = { events: [], verdict: verdictOf([], { verdict: 'broken', reasons: ['The run failed: no engine'] }) };
    // Where the tests run in GitHub Actions, the step's own summary is not for this.
    vi.stubEnv('GITHUB_STEP_SUMMARY', join(folder, 'summary.md'));
    const { files, failed } = writeReports(empty, reporters, [folder]);
    expect({ failed, told }).toEqual({ failed: false, told: '' });
    expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
  });
});
