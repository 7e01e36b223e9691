import { describe, expect, test } from 'vitest';
import { githubWorkflow, type NightlyCampaign } from '../../../harness/campaign/github-workflow.ts';
import { readWorkflow, scriptOf } from '../../docs/recipe.ts';

const untimed: NightlyCampaign = { name: 'night-1', file: 'campaigns/night.yaml', versions: ['3.1.1'] };
const campaign: NightlyCampaign = { ...untimed, budgetMinutes: 60 };

function made(change: Partial<NightlyCampaign>, shards = 3): ReturnType<typeof readWorkflow> {
  return readWorkflow(githubWorkflow({ ...campaign, ...change }, shards));
}

describe('a workflow for a campaign', () => {
  test('has so many shards, each with its own part', () => {
    const workflow = made({});
    expect(workflow.jobs['shard']?.strategy?.matrix).toEqual({ shard: [1, 2, 3] });
    expect(scriptOf(workflow, 'shard', 'campaign', { 'matrix.shard': '2' })).toContain(
      './doublerun campaign campaigns/night.yaml --shard "2/3" --runs runs ||',
    );
  });

  test('is one night at a time, whatever the others are', () => {
    expect(made({}).concurrency.group).toBe('doublerun-night-1');
  });

  test('merges what all shards have uploaded, and tells it', () => {
    const workflow = made({});
    const { jobs } = workflow;
    const names = ['shard', 'verdict'].map(
      (job) => jobs[job]?.steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact@'))?.with?.['name'],
    );
    expect(names).toEqual([
      `shard-\${{ matrix.shard }}-\${{ github.run_attempt }}`,
      `night-1-\${{ github.run_attempt }}`,
    ]);
    const download = jobs['verdict']?.steps.find(({ uses }) => uses?.startsWith('actions/download-artifact@'));
    expect(download?.with).toEqual({ pattern: 'shard-*', path: 'shards' });
    expect(scriptOf(workflow, 'verdict', 'verdict')).toBe(
      './doublerun merge shards/* --into runs --campaign campaigns/night.yaml',
    );
    expect(scriptOf(workflow, 'verdict', 'summary')).toContain('cat runs/campaign-night-1/report.md >> ');
  });

  test('takes the images of each version from where they can be had', () => {
    const workflow = made({ versions: ['3.1.1', '3.2.2'] });
    const lines =
      './doublerun images build --dolphinscheduler 3.1.1 --origin maven\n' +
      './doublerun images build --dolphinscheduler 3.2.2 --origin official\n';
    expect(scriptOf(workflow, 'images', 'build images')).toBe(lines);
    expect(scriptOf(workflow, 'shard', 'build images')).toBe(lines);
    const keys = ['images', 'shard'].map(
      (job) => workflow.jobs[job]?.steps.find(({ uses }) => uses?.startsWith('actions/cache/restore@'))?.with?.['key'],
    );
    expect(keys[0]).toBe(`doublerun-3.1.1-3.2.2-\${{ hashFiles('docker/**', 'cluster/images/**') }}`);
    expect(keys[1]).toBe(keys[0]);
  });

  test.each([
    ['of its budget', 90, 110, 150],
    ['that is whole', 90.5, 111, 151],
    ['that GitHub gives, at most', 300, 320, 360],
  ])('has the time %s', (_, budgetMinutes, ofCampaign, ofJob) => {
    const { jobs } = made({ budgetMinutes });
    const step = jobs['shard']?.steps.find(({ name }) => name === 'campaign');
    expect([step?.['timeout-minutes'], jobs['shard']?.['timeout-minutes']]).toEqual([ofCampaign, ofJob]);
  });

  test('is not made of a campaign that would be ended in the middle', () => {
    const most =
      'GitHub ends a job after 6 h: set budget.time to at most 5h, and ask for more shards where that is not enough';
    expect(() => made({ budgetMinutes: 300.5 })).toThrow(`campaigns/night.yaml: budget.time is 301 minutes. ${most}`);
    expect(() => githubWorkflow(untimed, 3)).toThrow(`campaigns/night.yaml: there is no budget.time. ${most}`);
  });

  test('quotes what a shell would take apart', () => {
    const script = scriptOf(made({ file: "my campaigns/$(night)'s.yaml" }), 'verdict', 'verdict');
    expect(script).toMatch(/ --campaign 'my campaigns\/\$\(night\)'\\''s\.yaml'$/);
  });

  test('says how it was made', () => {
    expect(githubWorkflow(campaign, 3).split('\n')[0]).toContain(
      '`./doublerun campaign campaigns/night.yaml --github 3`',
    );
  });
});
