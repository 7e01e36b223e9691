import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isInRange } from '../../../cluster/dolphinscheduler/version-range.ts';
import { type Campaign, campaignSchema } from '../../../harness/campaign/file.ts';
import { parseKnownIssues } from '../../../harness/campaign/known-issues.ts';
import { loadCampaign } from '../../../harness/campaign/load.ts';
import { inShard } from '../../../harness/campaign/shard.ts';
import { unitsOf } from '../../../harness/campaign/units.ts';
import { loadScenario } from '../../../harness/load-scenario.ts';
import { readYaml } from '../../../harness/yaml-file.ts';
import { pageAt } from '../../docs/page.ts';

const folder = join(import.meta.dirname, '../../../harness/campaigns');
const KNOWN = 'known-issues.yaml';
const files = readdirSync(folder).filter((file) => file !== KNOWN);
const known = parseKnownIssues(readFileSync(join(folder, KNOWN), 'utf8'), KNOWN);

function brought(file: string): Campaign {
  return loadCampaign(join(folder, file));
}

test.each(files)('%s is a campaign of its own name, with canaries', (file) => {
  const campaign = brought(file);
  expect(`${campaign.name}.yaml`).toBe(file);
  expect(campaign.canaries.map(({ kind }) => kind)).toEqual(['must-fail', 'must-pass']);
  expect(campaign.known ?? join(folder, KNOWN)).toBe(join(folder, KNOWN));
});

describe('the night', () => {
  const units = unitsOf(brought('nightly.yaml'));

  test('has the runs that its file says', () => {
    const own = units.filter(({ unit }) => unit.canary === undefined);
    const cells = new Set(own.map(({ unit }) => `${unit.scenario} ${unit.version} ${unit.strategy}`));
    expect([cells.size, own.length]).toEqual([18, 180]);
  });

  test('is split so that no shard of four has a third of it', () => {
    for (const index of [1, 2, 3, 4])
      expect(inShard(units, { index, of: 4 }, false).length).toBeLessThan(units.length / 3);
  });
});

test.each(known)('known: $anomaly of task $task in $scenarios ($versions)', (entry) => {
  const rows = brought('nightly.yaml').rows.filter(
    ({ version, scenario }) =>
      entry.scenarios?.includes(scenario.name) &&
      isInRange(version, entry.versions ?? '') &&
      isInRange(version, scenario.versions ?? '>=0') !== false &&
      (entry.strategies ?? ['waiting', 'stop']).includes(scenario.cluster.registry_disconnect_strategy),
  );
  // Else it could never be seen, and never be missed.
  expect(new Set(rows.map(({ scenario }) => scenario.name))).toEqual(new Set(entry.scenarios));
  for (const { scenario } of rows) {
    if (entry.task !== undefined) expect(scenario.workload.tasks.map(({ name }) => name)).toContain(entry.task);
    expect(entry.faults?.some((kind) => scenario.faults.some((fault) => fault.kind === kind))).toBe(true);
  }
  for (const name of entry.scenarios ?? []) expect(loadScenario(name).name).toBe(name);
});

test('docs/nightly.md says what the night takes, and how nights are joined though some were red', () => {
  const { text } = pageAt('docs/nightly.md');
  const { budget, seeds } = brought('nightly.yaml');
  expect(budget.time).toBe('150m');
  expect(text).toContain(`has ${18 * seeds.count} of them, 3.6 hours on one cluster`);
  // Less than one cluster needs.
  expect(text).toContain('Its budget of 150 minutes is for each call');
  const help = readFileSync(join(folder, '../commands/merge.ts'), 'utf8');
  for (const each of [text, help])
    expect(each).toContain('./doublerun merge nights/* --into all; ./doublerun stats all');
});

test('docs/nightly.md shows a campaign and a known issue', () => {
  const [campaign = '', issue = ''] = [...pageAt('docs/nightly.md').text.matchAll(/^```yaml\n(.*?)^```/gms)].map(
    ([, block]) => block,
  );
  expect(campaignSchema.parse(readYaml(campaign, 'docs/nightly.md').value).name).toBe('mine');
  expect(parseKnownIssues(issue, 'docs/nightly.md').length).toBe(1);
});
