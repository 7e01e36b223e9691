import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { thisProcess } from '../../../cluster/labels.ts';
import { leftByLane } from '../../../harness/campaign/left-by-lane.ts';
import { cutShort } from '../../../harness/ledger/cut-short.ts';
import { appendToLedger, LEDGER_FILE, readLedger } from '../../../harness/ledger/ledger-file.ts';
import { recordsLeft } from '../../../harness/ledger/left-runs.ts';
import type { LedgerRecord } from '../../../harness/ledger/record.ts';
import { loadScenario } from '../../../harness/load-scenario.ts';
import { plan } from '../../../harness/plan.ts';
import { RunsFolder } from '../stored-runs/folder.ts';
import { ledgerRecord, overlap } from './record.ts';

const planned = plan(loadScenario('failover-16759'), 1);
const recorded = readFileSync(join(import.meta.dirname, '../../checkers/recorded/failover-16759.jsonl'), 'utf8');
const killed = recorded.replace(/.*"type":"run\.end".*\n/, '');
const early = killed.split('\n').slice(0, 20).join('\n');
const campaign = { name: 'nightly', unit: 'u' };
const dead = `${hostname()}:999999999:1`;
const name = '20261003T120000Z-1';
const run = `failover-16759/${name}`;

let folder: RunsFolder;
beforeEach(() => {
  folder = new RunsFolder();
});
afterEach(() => folder.remove());

function begun(history: string, more: { readonly owner?: string; readonly at?: string } = {}): void {
  const path = folder.add('failover-16759', name, { plan: planned, history });
  const written = { campaign, version: '3.1.1', at: '2026-10-03T12:00:00.123Z', owner: dead, ...more };
  writeFileSync(join(path, 'campaign.json'), JSON.stringify(written));
}

function left(known: readonly LedgerRecord[] = [], unit = 'u', said: string[] = []) {
  return recordsLeft({
    runs: folder.path,
    scenarios: ['failover-16759', 'never-run'],
    known,
    isWanted: ({ campaign: its }) => its.unit === unit,
    say: (line) => said.push(line),
  });
}

describe('runs that were killed before they had a line', () => {
  test('keep what they prove, and are not whole', async () => {
    begun(killed);
    const records = await left();
    expect(records).toMatchObject([
      { run, campaign, version: '3.1.1', at: '2026-10-03T12:00:00.123Z', verdict: 'violation', whole: false },
    ]);
    expect(records[0]?.proved.map(({ anomaly }) => anomaly)).toContain('overlapping-executions');
  });

  test('are whole where only the line is missing', async () => {
    begun(recorded);
    expect(await left()).toMatchObject([{ run, verdict: 'violation', whole: true }]);
  });

  test('have nothing where they prove nothing', async () => {
    begun(early);
    expect(await left()).toEqual([]);
  });

  test('are left alone where they have a line, are of somebody else, or go on', async () => {
    begun(killed);
    expect(await left([ledgerRecord(1, { run })])).toEqual([]);
    expect(await left([], 'another')).toEqual([]);
    begun(killed, { owner: thisProcess() });
    expect(await left()).toEqual([]);
  });

  test('are told of where they cannot be read', async () => {
    begun('no history\n');
    const said: string[] = [];
    expect(await left([], 'u', said)).toEqual([]);
    expect(said).toEqual([expect.stringContaining(`${run} was killed, and says nothing`)]);
  });

  test("of no campaign are nobody's", async () => {
    folder.add('failover-16759', name, { plan: planned, history: killed });
    expect(await left()).toEqual([]);
  });
});

describe('a lane that ended without an answer', () => {
  const order = { id: 'u', plan: planned, campaign, at: new Date('2026-10-03T12:00:00.000Z') };
  const ledger = (): string => join(folder.path, LEDGER_FILE);
  const found = () => leftByLane(order, folder.path, () => undefined);

  test('has left a line: that counts, and once', async () => {
    const told = ledgerRecord(1, { at: '2026-10-03T12:00:00.123Z', run, campaign, proved: [overlap] });
    appendToLedger(ledger(), told);
    begun(killed);
    expect(await found()).toEqual(told);
    expect(readLedger(ledger()).records).toHaveLength(1);
  });

  test('has left a history that proves something: that comes into the ledger', async () => {
    begun(killed);
    expect(await found()).toMatchObject({ run, verdict: 'violation', whole: false });
    expect(readLedger(ledger()).records).toMatchObject([{ run, campaign }]);
  });

  test('has left nothing: what others of the unit were before is not its own', async () => {
    begun(killed, { at: '2026-10-03T11:00:00.000Z' });
    appendToLedger(
      ledger(),
      ledgerRecord(1, { at: '2026-10-03T11:30:00.000Z', run: 'failover-16759/other', campaign }),
    );
    appendToLedger(ledger(), ledgerRecord(60, { campaign: { ...campaign, unit: 'another' } }));
    expect(await found()).toBeUndefined();
  });
});

test('a run that is cut short is kept for what it proves alone', () => {
  expect(cutShort(ledgerRecord(1))).toBeUndefined();
  const proving = ledgerRecord(1, { proved: [overlap] });
  expect(cutShort(proving)).toEqual({ ...proving, whole: false, cutShort: true });
});
