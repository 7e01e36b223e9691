import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cluesOf, signatureText, signedFindings } from '../../../checkers/signature.ts';
import { cluesOfVerdict } from '../../../harness/stored-runs/clues.ts';
import { storedPlanSchema, verdictSchema } from '../../../harness/stored-runs/schemas.ts';
import { StoredRuns } from '../../../harness/stored-runs/stored-runs.ts';
import { judged, planOf, RunsFolder } from './folder.ts';

const histories = ['failover-16759', 'owner-blackhole', 'worker-blackhole', 'many-workflows', 'blip', 'without-faults'];
const NAME = '20261003T120000Z-7';
/** Long after any of the test's files was written. */
const later = Date.parse('2100-01-01T00:00:00Z');

let folder: RunsFolder;
beforeEach(() => {
  folder = new RunsFolder();
});
afterEach(() => folder.remove());

const all = (now = later) => new StoredRuns(folder.path).list(now);
const only = (now = later) => {
  const { runs } = all(now);
  expect(runs).toHaveLength(1);
  return runs[0];
};

describe.each(histories)('a whole run: %s', (name) => {
  test('is signed by its small files as it is by its history', async () => {
    const { events, verdict } = await judged(name);
    const plan = storedPlanSchema.parse(planOf(events));
    const stored = verdictSchema.parse(JSON.parse(JSON.stringify(verdict)));
    const signed = (clues: Parameters<typeof signedFindings>[1]) =>
      signedFindings(verdict, clues).map(({ signature }) => signatureText(signature));
    expect(signed(cluesOfVerdict(stored, plan))).toEqual(signed(cluesOf(events)));
  });

  test('is listed with its verdict', async () => {
    const { verdict } = await judged(name);
    await folder.addRecorded(name, NAME);
    const run = only();
    expect(run).toMatchObject({ name: NAME, status: verdict.verdict, version: '3.1.1', origin: 'maven', problems: [] });
    expect(run?.at).toBe(Date.parse('2026-10-03T12:00:00Z'));
    expect(run?.signatures.reduce((sum, { count }) => sum + count, 0)).toBe(
      [...verdict.violations, ...verdict.notes].filter(({ proof }) => proof === 'proved').length,
    );
  });
});

test('what a scenario expects was seen, or was not there', async () => {
  const plan = {
    ...planOf((await judged('failover-16759')).events),
    expect: { anomaly: 'overlapping-executions', task: 'long' },
  };
  await folder.addRecorded('failover-16759', NAME, { plan });
  expect(only()).toMatchObject({ expects: 'overlapping-executions of task long', outcome: 'seen' });
  await folder.addRecorded('failover-16759', NAME, { plan: { ...plan, expect: { anomaly: 'lost-workflow' } } });
  expect(only()).toMatchObject({ expects: 'lost-workflow', outcome: 'not' });
});

test('a finding is of the task that it names, not of one that is called alike', async () => {
  const { events, verdict } = await judged('failover-16759');
  const plan = planOf(events);
  const tasks = [{ name: 'lon' }, { name: 'long-er' }, { name: 'long' }];
  await folder.addRecorded('failover-16759', NAME, { plan: { ...plan, workflows: [{ name: 'workflow-1', tasks }] } });
  expect(verdict.violations[0]?.sentence).toContain('task long:');
  expect(only()?.signatures[0]?.signature).toBe('overlapping-executions/long/refuse');
});

describe('without a verdict', () => {
  const begin = (at: number) => `{"seq":0,"at":${at},"type":"run.begin"}\n`;
  const end = (at: number) =>
    `{"seq":1,"at":${at},"source":"harness","type":"run.end","outcome":"settled","reason":"all final"}\n`;
  const at = Date.parse('2026-10-03T12:00:30Z') * 1_000;
  const written = new Date('2026-10-03T12:00:31Z');
  const add = (history: string) => {
    const path = folder.add('s', NAME, { history });
    utimesSync(join(path, 'events.jsonl'), written, written);
  };

  test('a run goes on as long as its history grows', () => {
    add(begin(at));
    expect(only(written.getTime() + 60_000)).toMatchObject({
      status: 'running',
      seconds: 30,
      reason: 'It still goes on.',
    });
    expect(only(written.getTime() + 3_600_000)).toMatchObject({
      status: 'cut short',
      reason: 'It was killed before it had a verdict.',
    });
  });

  test('its history is read each time', () => {
    const stored = new StoredRuns(folder.path);
    const now = written.getTime() + 60_000;
    add(begin(at));
    expect(stored.list(now).runs[0]?.seconds).toBe(30);
    add(begin(at) + begin(at + 2_000_000));
    expect(stored.list(now).runs[0]?.seconds).toBe(32);
    expect(stored.list(now + 3_600_000).runs[0]?.status).toBe('cut short');
  });

  test('one that has ended is being judged, or was not', () => {
    add(begin(at) + end(at + 5_000_000));
    expect(only(written.getTime() + 60_000)).toMatchObject({
      status: 'running',
      seconds: 35,
      reason: 'It is being judged.',
    });
    expect(only()).toMatchObject({ status: 'cut short', reason: 'It ended (settled: all final), and was not judged.' });
  });

  test('half a last line, and a line longer than what is read, are no trouble', () => {
    add(`${begin(at)}{"seq":1,"at":17`);
    expect(only()?.seconds).toBe(30);
    add(`${begin(at)}{"seq":1,"text":"${'x'.repeat(9_000)}"}\n`);
    expect(only()?.seconds).toBe(30);
    add(`${begin(at)}${end(at + 5_000_000).replace('all final', 'x'.repeat(9_000))}`);
    expect(only()).toMatchObject({ seconds: 35, reason: expect.stringContaining('settled: xxx') });
    add('');
    expect(only()).toMatchObject({ status: 'cut short', seconds: undefined });
  });
});

describe('what is half written or broken is listed with the reason', () => {
  test.each([
    ['plan', '{"scenario": "s", "see', 'plan.json cannot be read: it is no JSON'],
    ['plan', '{}', 'plan.json cannot be read: seed: Invalid input: expected number, received undefined'],
    ['environment', '[]', 'environment.json cannot be read: it: Invalid input: expected object, received array'],
    ['verdict', '', 'verdict.json cannot be read: it is no JSON'],
    ['verdict', '{"verdict": "splendid"}', 'verdict.json cannot be read: verdict: Invalid option'],
    ['verdict', 'null', 'verdict.json cannot be read: it: Invalid input'],
  ])('%s: %s', async (file, text, problem) => {
    await folder.addRecorded('without-faults', NAME, { [file]: text });
    const run = only();
    expect(run?.problems).toHaveLength(1);
    expect(run?.problems[0]).toContain(problem);
    expect(run?.status).toBe(file === 'verdict' ? 'unreadable' : 'pass');
  });

  test('a pipe, a folder and a link in place of a file are not opened', async () => {
    const path = await folder.addRecorded('without-faults', NAME);
    for (const file of ['plan.json', 'verdict.json', 'environment.json', 'events.jsonl']) rmSync(join(path, file));
    execFileSync('mkfifo', [join(path, 'plan.json'), join(path, 'events.jsonl')]);
    mkdirSync(join(path, 'verdict.json'));
    symlinkSync('/etc/passwd', join(path, 'environment.json'));
    expect(only()?.problems).toEqual([
      'plan.json cannot be read: it is not a file',
      'verdict.json cannot be read: it is not a file',
      'environment.json cannot be read: it is not a file',
    ]);
  });

  test('an empty run directory', () => {
    folder.add('s', NAME);
    expect(only()).toMatchObject({ run: `s/${NAME}`, seed: 7, status: 'cut short', problems: [] });
  });

  test('plans of before there were strikes', async () => {
    const plan = planOf((await judged('failover-16759')).events);
    const faults = plan.faults.map(({ fault, strike }) => ({ fault, kind: strike.kind }));
    await folder.addRecorded('failover-16759', NAME, { plan: { ...plan, faults } });
    expect(only()).toMatchObject({ faults: ['refuse'], problems: [] });
  });
});

describe('the list', () => {
  test('is newest first, and has what is a run only', () => {
    folder.add('b', '20261003T120000Z-1');
    folder.add('a', '20261003T120000Z-1');
    folder.add('a', '20261003T120001Z-2-3');
    for (const odd of [
      'shrink-20261003T120000Z',
      'cells',
      '20261399T120000Z-1',
      '.20261003T120000Z-1',
      '20261003T120000Z-',
    ])
      folder.add('a', odd);
    symlinkSync('20261003T120000Z-1', join(folder.path, 'a', 'latest'));
    symlinkSync('20261003T120000Z-1', join(folder.path, 'a', '20261003T120009Z-9'));
    writeFileSync(join(folder.path, 'a', '20261003T120008Z-9'), 'a file');
    expect(all().runs.map(({ run }) => run)).toEqual([
      'a/20261003T120001Z-2-3',
      'a/20261003T120000Z-1',
      'b/20261003T120000Z-1',
    ]);
  });

  test('is empty of a folder that is not there', () => {
    expect(new StoredRuns(join(folder.path, 'none')).list(later)).toEqual({ runs: [], problems: [] });
  });

  test('is read anew where something has changed, and only there', async () => {
    await folder.addRecorded('without-faults', NAME);
    const stored = new StoredRuns(folder.path);
    const [first] = stored.list(later).runs;
    folder.add('s', NAME);
    expect(stored.list(later).runs).toHaveLength(2);
    expect(stored.list(later).runs.find(({ run }) => run === first?.run)).toBe(first);
    const path = await folder.addRecorded('without-faults', NAME, { verdict: '{}' });
    expect(stored.list(later).runs.find(({ run }) => run === first?.run)?.status).toBe('unreadable');
    rmSync(path, { recursive: true });
    expect(stored.list(later).runs.map(({ run }) => run)).toEqual([`s/${NAME}`]);
  });
});
