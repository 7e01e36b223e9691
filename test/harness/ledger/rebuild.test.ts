import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appendToLedger, readLedger } from '../../../harness/ledger/ledger-file.ts';
import { lineOf } from '../../../harness/ledger/line.ts';
import { rebuildLedger } from '../../../harness/ledger/rebuild.ts';
import { loadScenario } from '../../../harness/load-scenario.ts';
import { plan } from '../../../harness/plan.ts';
import { RunsFolder } from '../stored-runs/folder.ts';
import { ledgerRecord } from './record.ts';

const planned = plan(loadScenario('failover-16759'), 1);
const [first, second] = ['20261003T120000Z-1', '20261003T120100Z-1'];

let folder: RunsFolder;
let ledger = '';
let told: string[] = [];
beforeEach(async () => {
  folder = new RunsFolder();
  ledger = join(folder.path, 'ledger.jsonl');
  told = [];
  await folder.addRecorded('failover-16759', first, { plan: planned });
});
afterEach(() => folder.remove());

const history = readFileSync(join(import.meta.dirname, '../../checkers/recorded/failover-16759.jsonl'), 'utf8');
const withoutEnd = (text: string): string => text.replace(/.*"type":"run\.end".*\n/, '');
/** Too little to prove anything. */
const first20 = (text: string): string => `${text.split('\n').slice(0, 20).join('\n')}\n`;

/** With an end by a signal. */
function interrupted(text: string): string {
  const end = text.split('\n').find((line) => line.includes('"type":"run.end"')) ?? '';
  return `${withoutEnd(text)}${end.replace('"settled"', '"interrupted"')}\n`;
}

/** As if nobody had written there for long. */
function silent(run: string): void {
  utimesSync(join(run, 'events.jsonl'), 0, 0);
}

const never = new AbortController().signal;
const rebuild = (output = ledger, signal = never) =>
  rebuildLedger({ runs: folder.path, ledger, output }, (sentence) => told.push(sentence), signal);
const runs = () => readLedger(ledger).records.map(({ run }) => run);

describe('a ledger made of stored runs', () => {
  test('has what the checkers of today say of each', async () => {
    await rebuild();
    const { records, unreadable } = readLedger(ledger);
    expect(unreadable).toEqual([]);
    expect(records).toMatchObject([
      {
        run: `failover-16759/${first}`,
        at: '2026-10-03T12:00:00.000Z',
        version: '3.1.1',
        verdict: 'violation',
        seed: 1,
      },
    ]);
    expect(records[0]?.proved.map(({ anomaly }) => anomaly)).toContain('overlapping-executions');
    expect(told).toEqual([`${ledger}: 1 run judged again, 0 lines kept as they were`]);
  });

  test('is the same when it is made again, but for nothing', async () => {
    await rebuild();
    const before = readFileSync(ledger, 'utf8');
    await rebuild();
    expect(readFileSync(ledger, 'utf8')).toBe(before);
  });

  test('keeps what only the old one knows of a run: its begin, its length, its campaign', async () => {
    const known = { at: '2026-10-03T12:00:00.789Z', seconds: 51.5, campaign: { name: 'nightly', unit: 'u' } };
    appendToLedger(ledger, ledgerRecord(1, { run: `failover-16759/${first}`, ...known }));
    await rebuild();
    expect(readLedger(ledger).records).toMatchObject([{ ...known, scenario: 'failover-16759', verdict: 'violation' }]);
  });

  test('keeps lines of runs whose folders are gone, that never had one, and that it cannot read; halves stay in the old one', async () => {
    const gone = ledgerRecord(1, { run: 'owner-cut-off/gone' });
    const none = ledgerRecord(2, { verdict: 'broken' });
    const newer = `{"at":"2030-01-01T00:00:00.000Z","verdict":"splendid"}`;
    writeFileSync(ledger, [lineOf(gone), '{"at":"2026', newer, lineOf(none), ''].join('\n'));
    await rebuild();
    expect(runs()).toEqual([`failover-16759/${first}`, 'owner-cut-off/gone', undefined]);
    expect(readFileSync(ledger, 'utf8').split('\n')).toContain(newer);
    const [before = ''] = readdirSync(folder.path).filter((name) => name.startsWith('ledger.before-'));
    expect(readFileSync(join(folder.path, before), 'utf8')).toContain('{"at":"2026\n');
    expect(told.at(-1)).toContain('1 run judged again, 3 lines kept as they were; what it was before is in');
  });

  test('leaves the old record of a run that it can no longer read', async () => {
    const old = ledgerRecord(1, { run: `failover-16759/${second}` });
    appendToLedger(ledger, old);
    folder.add('failover-16759', second, { plan: '{}', verdict: { verdict: 'pass' }, history: 'no history\n' });
    await rebuild();
    expect(readLedger(ledger).records).toContainEqual(old);
    expect(told[0]).toMatch(/^left as it is: .*events\.jsonl, line 1/);
  });

  test('has no line of a run that goes on, was killed or interrupted before it proved anything, or is on nobody knows what', async () => {
    const whole = { plan: planned, verdict: { verdict: 'pass' } };
    folder.add('failover-16759', second, { plan: planned, history });
    folder.add('failover-16759', '20261003T120200Z-1', { ...whole, history: interrupted(first20(history)) });
    folder.add('failover-16759', '20261003T120300Z-1', { ...whole, history });
    silent(folder.add('failover-16759', '20261003T120400Z-1', { plan: planned, history: first20(history) }));
    await rebuild();
    expect(runs()).toEqual([`failover-16759/${first}`]);
    expect(told[0]).toBe(
      'failover-16759/20261003T120300Z-1: left out, as nothing says on which DolphinScheduler it was',
    );
    expect(told[1]).toContain('4 runs without a line');
  });

  test('has a line of one that proved something before it was killed or interrupted, and it is not whole', async () => {
    const campaign = { name: 'nightly', unit: 'u', shard: '1/2' };
    const begun = { campaign, version: '3.2.2', at: '2026-10-03T12:01:00.123Z', owner: 'elsewhere:1:1' };
    const killed = folder.add('failover-16759', second, { plan: planned, history: withoutEnd(history) });
    writeFileSync(join(killed, 'campaign.json'), JSON.stringify(begun));
    silent(killed);
    await folder.addRecorded('failover-16759', '20261003T120200Z-1', { plan: planned, history: interrupted(history) });
    await rebuild();
    const { records } = readLedger(ledger);
    expect(records).toMatchObject([
      { run: `failover-16759/${first}`, whole: true },
      { run: `failover-16759/${second}`, at: begun.at, version: '3.2.2', campaign, whole: false },
      { run: 'failover-16759/20261003T120200Z-1', version: '3.1.1', whole: false },
    ]);
    for (const { proved } of records) expect(proved.map(({ anomaly }) => anomaly)).toContain('overlapping-executions');
  });

  test('takes up what others add while runs are judged, and while it is written', async () => {
    folder.add('failover-16759', second, {
      plan: planned,
      verdict: { verdict: 'pass' },
      history: readFileSync(join(import.meta.dirname, '../../checkers/recorded/failover-16759.jsonl'), 'utf8'),
    });
    appendToLedger(ledger, ledgerRecord(1, { run: 'owner-cut-off/before' }));
    const making = rebuildLedger(
      { runs: folder.path, ledger, output: ledger },
      // Told when the old ledger has been read: nothing says on which version the second run was.
      () => appendToLedger(ledger, ledgerRecord(3, { run: 'owner-cut-off/late' })),
      never,
    );
    appendToLedger(ledger, ledgerRecord(2, { run: 'owner-cut-off/early' }));
    await making;
    expect(runs().slice(0, 4)).toEqual([
      `failover-16759/${first}`,
      ...['before', 'early', 'late'].map((name) => `owner-cut-off/${name}`),
    ]);
    expect(readLedger(ledger).unreadable).toEqual([]);
  });

  test('is made elsewhere on demand, and the old one stays as it was', async () => {
    appendToLedger(ledger, ledgerRecord(1));
    const before = readFileSync(ledger, 'utf8');
    const output = join(folder.path, 'elsewhere.jsonl');
    await rebuild(output);
    expect(readFileSync(ledger, 'utf8')).toBe(before);
    expect(readLedger(output).records).toHaveLength(2);
    expect(readdirSync(folder.path).sort()).toEqual(['elsewhere.jsonl', 'failover-16759', 'ledger.jsonl']);
  });

  test('is left alone where it is interrupted', async () => {
    appendToLedger(ledger, ledgerRecord(1));
    const before = readFileSync(ledger, 'utf8');
    await expect(rebuild(ledger, AbortSignal.abort())).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(readFileSync(ledger, 'utf8')).toBe(before);
    expect(readdirSync(folder.path)).toHaveLength(2);
  });

  test('of a folder without runs is empty', async () => {
    rmSync(join(folder.path, 'failover-16759'), { recursive: true });
    await rebuild();
    expect(runs()).toEqual([]);
  });
});
