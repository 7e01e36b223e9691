import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSince } from '../../../harness/commands/stats.ts';
import { appendToLedger } from '../../../harness/ledger/ledger-file.ts';
import type { StatsModel } from '../../../report/stats/model.ts';
import { ledgerRecord, overlap, seenRecord } from './record.ts';

const cli = join(import.meta.dirname, '..', '..', '..', 'harness', 'cli.ts');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'doublerun-stats-'));
  const file = join(folder, 'ledger.jsonl');
  const campaign = { name: 'nightly', unit: 'u' };
  const lost = { ...overlap, anomaly: 'lost-task', task: 'next' } as const;
  for (let seed = 1; seed <= 12; seed += 1) {
    appendToLedger(file, ledgerRecord(seed, { proved: seed % 3 === 0 ? [overlap, lost] : [overlap] }));
    appendToLedger(file, ledgerRecord(seed, { version: '3.2.2', build: 'c08bcb087b2c', strategy: 'stop', campaign }));
  }
  appendToLedger(file, ledgerRecord(1, { at: '2026-11-20T00:00:00.000Z' }));
  appendToLedger(file, seenRecord(1, { scenario: 'blip', version: '3.2.2' }));
  appendFileSync(file, '{"at":"2026\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

function stats(...options: readonly string[]) {
  const environment = { ...process.env, NO_COLOR: '1' };
  const ran = spawnSync(process.execPath, [cli, 'stats', ...options], {
    encoding: 'utf8',
    cwd: folder,
    env: environment,
  });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

function asked(...options: readonly string[]): StatsModel {
  const { code, out } = stats('.', ...options, '--json');
  expect(code).toBe(0);
  return JSON.parse(out) as StatsModel;
}

describe('stats', { timeout: 120_000 }, () => {
  test('tells how often what was found, and of lines that are no records', () => {
    const { code, out, err } = stats('.');
    expect(code).toBe(0);
    expect(err).toBe(
      'ledger.jsonl: on line 27 is something that is no record: half of one, by a process that was killed, or one of a newer Doublerun. It is left out.\n',
    );
    expect(out).toMatchInlineSnapshot(`
      "26 runs in ledger.jsonl, 2026-10-03 to 2026-11-20 (UTC)

                                               runs  viol  brok  inc  pass        counted  seconds

      blip
        counted: overlapping-executions/long
        3.2.2 waiting, refuse                     1     1     0    0     0      1/1 ≥21 %    40/40

      owner-cut-off
        counted: overlapping-executions/long
        3.1.1 waiting, refuse                    13    12     0    0     1  12/13 67–99 %    40/40
            also: lost-task/next 4/13 13–58 %
            last 9 of 10 (60–98 %), before 3 of 3 (at least 44 %)
            same plan and seed: 1 of 1 pair (100 %) differ; other seeds 11 of 77 pairs (14 %)
        3.2.2 build c08bcb087b2c stop, refuse    12     0     0    0    12     0/12 ≤24 %    40/40
            last 0 of 10 (at most 28 %), before 0 of 2 (at most 66 %)

      counted: runs that prove what is counted, of those that say something of it; Wilson 95 %. seconds:
      median, and what nine in ten runs do not exceed.
      same plan and seed: of the pairs of such runs, those in which one has the finding and the other has
      not; beside it the same of runs with other seeds.
      "
    `);
  });

  test.each([
    [['--dolphinscheduler', '3.2.2'], 13],
    [['--version', '3.2.2', '--strategy', 'stop'], 12],
    [['--campaign', 'nightly'], 12],
    [['--since', '2026-11-01'], 1],
  ])('%j', (options, matching) => {
    expect(asked(...options)).toMatchObject({ records: 26, matching, unreadable: [27] });
  });

  test('by version, in Markdown', () => {
    const { code, out } = stats(join(folder, 'ledger.jsonl'), '--by', 'version', '--format', 'markdown');
    expect(code).toBe(0);
    expect(out).toContain('| owner-cut-off | waiting, refuse | 13 | 12 | 0 | 0 | 1 |');
    expect(out).toContain(String.raw`|  | 3\.2.2 build c08bcb087b2c | 12 |`);
  });

  test('of runs that are not there says what makes some', () => {
    expect(stats()).toMatchObject({
      code: 0,
      out: expect.stringContaining('There are no runs in runs/ledger.jsonl yet.'),
    });
    expect(stats('.', '--scenario', 'none').out).toBe('None of the 26 runs in ledger.jsonl is as you ask for.\n');
  });

  test('--rebuild writes where it is told to', () => {
    const output = join(folder, 'other', '..', 'rebuilt.jsonl');
    const { code, out, err } = stats('.', '--rebuild', '--output', output);
    expect({ code, err }).toMatchObject({
      code: 0,
      err: expect.stringContaining('0 runs judged again, 26 lines kept'),
    });
    expect(out).toContain('26 runs in');
    expect(readdirSync(folder).sort()).toEqual(['ledger.jsonl', 'rebuilt.jsonl']);
  });

  test.each([
    [['/none'], 'there is no /none; give a folder of runs, or a ledger.jsonl'],
    [['.', '--by', 'moon'], '--by moon: must be one of night, week, version'],
    [['.', '--since', 'noon'], '--since noon: must be a time or a day: 12h, 7d, 4w, 2026-11-01'],
    [['.', '--output', 'x'], '--output says where --rebuild writes'],
  ])('%j makes no sense', (options, message) => {
    const { code, err } = stats(...options);
    expect(code).toBe(64);
    expect(err).toContain(message);
  });
});

describe('--since', () => {
  const now = Date.parse('2026-11-24T12:00:00Z');
  test.each([
    ['12h', '2026-11-24T00:00:00.000Z'],
    ['7d', '2026-11-17T12:00:00.000Z'],
    ['4w', '2026-10-27T12:00:00.000Z'],
    ['2026-11-01', '2026-11-01T00:00:00.000Z'],
  ])('%s is from %s on', (text, at) => expect(new Date(readSince(text, now)).toISOString()).toBe(at));

  test.each(['', '7', 'd', '-1d', '1.5d', '7m', '2026-13-01', '2026-11-1', '2026-02-30'])('%j is none', (text) => {
    expect(() => readSince(text, now)).toThrow(`--since ${text}: must be`);
  });
});
