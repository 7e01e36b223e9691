import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { appendToLedger, LEDGER_FILE, readLedger } from '../../../harness/ledger/ledger-file.ts';
import { mergeRuns } from '../../../harness/merge/merge-runs.ts';
import { ledgerRecord } from '../ledger/record.ts';

const root = mkdtempSync(join(tmpdir(), 'doublerun-merge-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;

/** A folder with these runs, each with a history of its own. */
function folderWith(runs: readonly { readonly run: string; readonly history: string; readonly at: string }[]): string {
  folders += 1;
  const folder = join(root, String(folders));
  mkdirSync(folder);
  for (const { run, history, at } of runs) {
    mkdirSync(join(folder, run, 'logs'), { recursive: true });
    writeFileSync(join(folder, run, 'plan.json'), '{}');
    writeFileSync(join(folder, run, 'events.jsonl'), history);
    writeFileSync(join(folder, run, 'logs', 'master-1.log'), history);
    appendToLedger(join(folder, LEDGER_FILE), ledgerRecord(1, { run, at }));
  }
  return folder;
}

const target = (name: string): string => join(root, `into-${name}`);
const ledgerOf = (folder: string): string => readFileSync(join(folder, LEDGER_FILE), 'utf8');
const first = { run: 'cut/20261124T020000Z-1', history: 'one', at: '2026-11-24T02:00:00.000Z' };
const second = { run: 'cut/20261124T020100Z-2', history: 'two', at: '2026-11-24T02:01:00.000Z' };
const third = { run: 'calm/20261124T020200Z-1', history: 'three', at: '2026-11-24T02:02:00.000Z' };

describe('folders of runs joined', () => {
  test('each run once, with all its files, and the ledger as if all had run in one place', () => {
    const whole = folderWith([first, second, third]);
    const into = target('plain');
    const merged = mergeRuns([folderWith([third, first]), folderWith([second])], into);
    expect(merged).toEqual({ copied: 3, same: 0, records: 3, problems: [] });
    expect(readFileSync(join(into, second.run, 'logs', 'master-1.log'), 'utf8')).toBe('two');
    expect(ledgerOf(into)).toBe(ledgerOf(whole));
  });

  test('twice is once, and more can be joined later', () => {
    const [a, b] = [folderWith([first]), folderWith([second])];
    const into = target('twice');
    mergeRuns([a], into);
    mergeRuns([a, b], into);
    const ledger = ledgerOf(into);
    expect(mergeRuns([b, a], into)).toEqual({ copied: 0, same: 2, records: 2, problems: [] });
    expect(ledgerOf(into)).toBe(ledger);
  });

  test('the order of the folders makes no difference', () => {
    const [a, b, c] = [folderWith([first]), folderWith([second]), folderWith([third])];
    mergeRuns([a, b, c], target('abc'));
    mergeRuns([c, a, b], target('cab'));
    expect(ledgerOf(target('cab'))).toBe(ledgerOf(target('abc')));
  });

  test('two machines gave one name to two runs: both are kept, each with its own line', () => {
    const other = { ...first, history: 'another one', at: '2026-11-24T02:00:00.500Z' };
    const into = target('names');
    const [a, b] = [folderWith([first]), folderWith([other])];
    expect(mergeRuns([a, b], into)).toMatchObject({ copied: 2, records: 2 });
    mergeRuns([a, b], into);
    expect(readdirSync(join(into, 'cut')).sort()).toEqual(['20261124T020000Z-1', '20261124T020000Z-1-2']);
    const runs = readLedger(join(into, LEDGER_FILE)).records.map(({ run }) => run);
    expect(runs).toEqual([first.run, `${first.run}-2`]);
    expect(readFileSync(join(into, `${first.run}-2`, 'events.jsonl'), 'utf8')).toBe('another one');
  });

  test('and so they are where only their ledgers are left: two shards began the same canary in one second', () => {
    const canary = (shard: string, at: string) =>
      ledgerRecord(1, { run: first.run, at, campaign: { name: 'night', unit: 'u', shard, canary: 'must-fail' } });
    const folders = [
      ['1/2', '2026-11-24T02:00:00.100Z'],
      ['2/2', '2026-11-24T02:00:00.700Z'],
    ].map(([shard = '', at = '']) => {
      const folder = folderWith([]);
      writeFileSync(join(folder, LEDGER_FILE), `${JSON.stringify(canary(shard, at))}\n`);
      return folder;
    });
    const into = target('ledgers');
    mergeRuns(folders, into);
    mergeRuns(folders, into);
    expect(readLedger(join(into, LEDGER_FILE)).records.map(({ campaign }) => campaign?.shard)).toEqual(['1/2', '2/2']);
  });

  test('a run has one line, whatever version of Doublerun has written it, and the one that was there stays', () => {
    const [old, recent] = [folderWith([first, second]), folderWith([first])];
    const newer = ledgerRecord(1, { run: first.run, at: first.at, doublerun: '9.0.0' });
    writeFileSync(join(recent, LEDGER_FILE), `${JSON.stringify(newer)}\n`);
    const into = target('versions');
    mergeRuns([old], into);
    expect(mergeRuns([recent], into)).toMatchObject({ copied: 0, same: 1, records: 2 });
    expect(ledgerOf(into)).toBe(ledgerOf(old));
    // Of two that are new there it is the same one, whatever their order.
    mergeRuns([old, recent], target('old-first'));
    mergeRuns([recent, old], target('recent-first'));
    expect(ledgerOf(target('recent-first'))).toBe(ledgerOf(target('old-first')));
  });

  test('lines of the target that cannot be read stay, each once', () => {
    const into = folderWith([second]);
    const newer = '{"at":"2030-01-01T00:00:00.000Z","verdict":"splendid"}';
    writeFileSync(join(into, LEDGER_FILE), `${newer}\n{"at":"2026${ledgerOf(into)}{"at":"20`);
    mergeRuns([folderWith([first])], into);
    mergeRuns([folderWith([first])], into);
    const lines = ledgerOf(into).trimEnd().split('\n');
    expect(lines.slice(2)).toEqual([newer, '{"at":"2026', '{"at":"20']);
    expect(readLedger(join(into, LEDGER_FILE)).records.map(({ run }) => run)).toEqual([first.run, second.run]);
  });

  test('half a line of a killed process is told of, and what is whole is kept', () => {
    const folder = folderWith([first]);
    writeFileSync(join(folder, LEDGER_FILE), `${ledgerOf(folder)}{"at":"2026`);
    const { records, problems } = mergeRuns([folder], target('torn'));
    expect(records).toBe(1);
    expect(problems).toEqual([`${join(folder, LEDGER_FILE)}: line 2 cannot be read, and is left out`]);
  });
});
