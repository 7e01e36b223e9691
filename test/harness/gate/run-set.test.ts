import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readRunSets } from '../../../harness/gate/run-set.ts';
import { appendToLedger, LEDGER_FILE } from '../../../harness/ledger/ledger-file.ts';
import { ledgerRecord } from '../ledger/record.ts';

const folder = mkdtempSync(join(tmpdir(), 'doublerun-run-set-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a canary is no run of what is compared', () => {
  const campaign = { name: 'nightly', unit: 'u' };
  const file = join(folder, LEDGER_FILE);
  appendToLedger(file, ledgerRecord(1, { campaign: { ...campaign, canary: 'must-fail' } }));
  appendToLedger(file, ledgerRecord(2, { campaign }));
  appendToLedger(file, ledgerRecord(3));
  expect(readRunSets([folder]).records.map(({ seed }) => seed)).toEqual([2, 3]);
});
