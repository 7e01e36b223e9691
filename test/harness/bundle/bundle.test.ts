import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { judge } from '../../../checkers/judge.ts';
import { bundle } from '../../../harness/bundle/bundle.ts';
import { loadHistory } from '../../../harness/load-history.ts';
import { loadPlan } from '../../../harness/load-plan.ts';
import { loadScenario } from '../../../harness/load-scenario.ts';
import { plan } from '../../../harness/plan.ts';
import { readJournal } from '../../../history/journal.ts';

const recorded = join(import.meta.dirname, '../../checkers/recorded/failover-16759.jsonl');
const session = '03d4b7fb-3887-4b36-8555-83b631f9cdc9';
const planned = plan(loadScenario('failover-16759'), 7);
/** What hardly compresses. */
const noise = Array.from({ length: 8_000 }, (_, index) => `${Math.sin(index)}\n`).join('');
let root: string;
let run: string;

/** A run directory as the harness leaves it; a log in which the lines stand where the history says. */
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'doublerun-bundle-'));
  run = join(root, 'failover-16759', '20261123T120000Z-7');
  mkdirSync(join(run, 'logs'), { recursive: true });
  const { events, torn } = await readJournal(recorded);
  const log: string[] = [`sessionId : ${session}\n`];
  const placed = events.map((event) => {
    if (event.type !== 'log') return event;
    const offset = Buffer.byteLength(log.join(''));
    log.push(`${event.text}\n`, 'ein Wort wie Grüße, and much more that nobody needs\n'.repeat(20));
    return { ...event, file: 'master-1.log', offset };
  });
  writeFileSync(join(run, 'events.jsonl'), placed.map((event) => `${JSON.stringify(event)}\n`).join(''));
  writeFileSync(join(run, 'logs', 'master-1.log'), log.join(''));
  writeFileSync(join(run, 'logs', 'database.log'), 'started\n');
  writeFileSync(join(run, 'plan.json'), JSON.stringify(planned));
  writeFileSync(
    join(run, 'environment.json'),
    JSON.stringify({ doublerun: '0.1.0', dolphinscheduler: { version: '3.1.1', origin: 'maven' } }),
  );
  writeFileSync(join(run, 'verdict.json'), JSON.stringify(judge(events, { torn })));
  writeFileSync(join(run, 'report.html'), `<p>sessionId : ${session}</p>`);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

interface Entry {
  readonly name: string;
  readonly text: string;
}

async function entriesOf(archive: Buffer): Promise<readonly Entry[]> {
  const tar = extract();
  tar.end(gunzipSync(archive));
  const entries: Entry[] = [];
  for await (const entry of tar) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    entries.push({ name: entry.header.name, text: Buffer.concat(chunks).toString() });
  }
  return entries;
}

async function unpacked(archive: Buffer): Promise<string> {
  const there = join(root, 'unpacked');
  for (const { name, text } of await entriesOf(archive)) {
    mkdirSync(dirname(join(there, name)), { recursive: true });
    writeFileSync(join(there, name), text);
  }
  return join(there, 'failover-16759-20261123T120000Z-7');
}

describe('an archive, unpacked', () => {
  test('is a run: judged again it has the same verdict, and its plan is the same', async () => {
    const { archive } = await bundle(run);
    const there = await unpacked(archive);
    const [before, after] = [await loadHistory(run), await loadHistory(there)];
    expect(judge(after.events, after)).toEqual(judge(before.events, before));
    expect(judge(after.events, after).verdict).toBe('violation');
    expect(loadPlan(there)).toEqual(planned);
  });

  test('has no secret, says so, and the history still says where the lines of the log are', async () => {
    const { archive, remarks } = await bundle(run);
    const entries = await entriesOf(archive);
    for (const { name, text } of entries) expect(text, name).not.toContain(session);
    const log = Buffer.from(entries.find(({ name }) => name.endsWith('master-1.log'))?.text ?? '');
    const { events } = await loadHistory(await unpacked(archive));
    const lines = events.filter((event) => event.type === 'log');
    expect(lines.length).toBeGreaterThan(5);
    for (const { offset, text } of lines) expect(log.subarray(offset).toString()).toMatch(text.split('\n')[0] ?? '');
    for (const { offset, text } of lines) expect(log.subarray(offset).toString().startsWith(text)).toBe(true);
    expect(remarks).toContain('2 secrets were removed; README.txt in it says what was looked for');
    expect(entries[0]?.text).toContain('logs/master-1.log: 1 × session of the API');
  });

  test('says what it is, how to do it again, and what is in it', async () => {
    const [readMe, ...files] = await entriesOf((await bundle(run)).archive);
    expect(readMe?.name).toBe('failover-16759-20261123T120000Z-7/README.txt');
    expect(readMe?.text).toContain('VIOLATION. The same task ran twice at the same time.');
    expect(readMe?.text).toContain('DolphinScheduler 3.1.1 (origin maven)');
    expect(readMe?.text).toContain('./doublerun replay failover-16759-20261123T120000Z-7 ');
    expect(files.map(({ name }) => name.split('/').slice(1).join('/'))).toEqual([
      'plan.json',
      'environment.json',
      'verdict.json',
      'events.jsonl',
      'report.html',
      'logs/database.log',
      'logs/master-1.log',
    ]);
  });
});

test('the same run makes the same bytes, wherever and whenever', async () => {
  const { archive } = await bundle(run);
  const copy = join(root, 'elsewhere', 'failover-16759', '20261123T120000Z-7');
  cpSync(run, copy, { recursive: true });
  expect((await bundle(copy)).archive.equals(archive)).toBe(true);
});

describe('a run that is too big', { timeout: 30_000 }, () => {
  test('has its logs cut around findings, and still stands where it is told to', async () => {
    const whole = await bundle(run);
    writeFileSync(join(run, 'logs', 'ledger.log'), noise);
    const most = whole.archive.length + 30_000;
    const { archive, remarks } = await bundle(run, most);
    expect(archive.length).toBeLessThanOrEqual(most);
    expect(remarks.join('\n')).toContain('cut in the middle, around findings: ');
    const entries = await entriesOf(archive);
    const ledger = entries.find(({ name }) => name.endsWith('ledger.log'))?.text ?? '';
    expect(ledger).toMatch(/bytes cut by doublerun bundle/);
    expect(entries[0]?.text).toContain(`logs/ledger.log: ${ledger.length} of ${noise.length} bytes are left`);
    const again = await loadHistory(await unpacked(archive));
    expect(judge(again.events, again).verdict).toBe('violation');
  });

  test('loses its report, then its logs, and never its history', async () => {
    for (const name of ['report.html', 'logs']) rmSync(join(run, name), { recursive: true });
    const least = (await bundle(run)).archive.length;
    writeFileSync(join(run, 'report.html'), noise);
    mkdirSync(join(run, 'logs'));
    for (let log = 0; log < 4; log += 1) writeFileSync(join(run, 'logs', `${log}.log`), noise.slice(log));
    const withLogs = await bundle(run, least + 30_000);
    expect(withLogs.remarks).toContain('left out, since it would have been too big: report.html');
    const { archive, remarks } = await bundle(run, least + 500);
    expect(remarks).toContain('left out, since it would have been too big: report.html, logs/');
    const history = (await entriesOf(archive)).find(({ name }) => name.endsWith('events.jsonl'));
    expect(history?.text).toBe(readFileSync(join(run, 'events.jsonl'), 'utf8'));
    await expect(bundle(run, 1_000)).rejects.toThrow(/the history of .* alone makes .* is the most/);
  });
});

describe('a run of which something is missing', () => {
  test('is bundled as far as it is there, which is said', async () => {
    for (const name of ['environment.json', 'verdict.json', 'logs', 'plan.json'])
      rmSync(join(run, name), { recursive: true });
    const { archive, remarks } = await bundle(run);
    expect(remarks[0]).toBe('not there, and so not in it: plan.json, environment.json, verdict.json, logs/');
    const [readMe] = await entriesOf(archive);
    expect(readMe?.text).toContain('what it ran on is not known');
    expect(readMe?.text).not.toContain('replay');
    expect(readMe?.text).toContain('VIOLATION');
  });

  test('is bundled where its history cannot be read, or is cut short', async () => {
    writeFileSync(join(run, 'events.jsonl'), '{"type":"run.begin","schema":1}\n{"half');
    const { archive, remarks } = await bundle(run);
    expect(remarks.join('\n')).toContain('its history cannot be read: ');
    expect((await entriesOf(archive)).find(({ name }) => name.endsWith('events.jsonl'))?.text).toMatch(/\{"half$/);
  });

  test('is none where nothing is there', async () => {
    mkdirSync(join(root, 'empty'));
    await expect(bundle(join(root, 'empty'))).rejects.toThrow('holds nothing of a run');
    await expect(bundle(join(root, 'nowhere'))).rejects.toThrow('there is no ');
  });
});

test('a link in a run leads nowhere', async () => {
  writeFileSync(join(root, 'private'), 'nobody is to see this');
  symlinkSync(join(root, 'private'), join(run, 'logs', 'linked.log'));
  rmSync(join(run, 'report.html'));
  symlinkSync(join(root, 'private'), join(run, 'report.html'));
  const { archive, remarks } = await bundle(run);
  for (const { text } of await entriesOf(archive)) expect(text).not.toContain('nobody is to see this');
  expect(remarks[0]).toBe('not there, and so not in it: report.html');
});
