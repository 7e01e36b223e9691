import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { campaignFolder, readStored, type StoredCampaign, writeStored } from '../../../harness/campaign/store.ts';
import { campaignsIn } from '../../../harness/merge/campaigns.ts';
import { asked, issue, unit } from '../campaign/records.ts';

const root = mkdtempSync(join(tmpdir(), 'doublerun-campaigns-'));
afterAll(() => rmSync(root, { recursive: true }));

const stored: StoredCampaign = { asked: asked([unit({ seed: 1 })]), issues: [issue()] };
const other: StoredCampaign = { asked: asked([unit({ seed: 2 })]), issues: [] };
let folders = 0;

function folderWith(...campaigns: readonly StoredCampaign[]): string {
  folders += 1;
  const folder = join(root, String(folders));
  mkdirSync(folder);
  for (const each of campaigns) writeStored(campaignFolder(folder, each.asked.name), each);
  return folder;
}

test('what a campaign asks for is read as it was written', () => {
  const deciding = { ...stored, decide: { absent_below: 0.05, present_above: 0.5, risk: 0.05 } };
  for (const each of [stored, deciding])
    expect(readStored(campaignFolder(folderWith(each), each.asked.name))).toEqual(each);
  expect(readStored(join(root, 'none'))).toBeUndefined();
});

test('parts of one campaign are one; of another file, they are told of', () => {
  const [a, b, c] = [folderWith(stored), folderWith(stored), folderWith(other)];
  expect(campaignsIn([a, b], undefined)).toEqual([{ stored, unlike: [] }]);
  expect(campaignsIn([a, b, c], undefined)).toEqual([{ stored, unlike: [c] }]);
  expect(campaignsIn([folderWith(), join(root, 'none')], undefined)).toEqual([]);
});

test('what was asked for is there, though no folder has any of it, and others are held against it', () => {
  expect(campaignsIn([folderWith()], stored)).toEqual([{ stored, unlike: [] }]);
  const c = folderWith(other);
  expect(campaignsIn([c], stored)).toEqual([{ stored, unlike: [c] }]);
});
