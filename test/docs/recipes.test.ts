import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { buildCommand } from '../../cluster/images/distribution/checkout.ts';
import { githubWorkflow, imagesScript } from '../../harness/campaign/github-workflow.ts';
import { readTime } from '../../harness/commands/command.ts';
import { readYaml } from '../../harness/yaml-file.ts';
import { problemOf } from './command-line.ts';
import { root } from './page.ts';
import { callsIn, readWorkflow, recipes, recipeText, runScript, scriptOf, stepsOf } from './recipe.ts';

const SHARDS = 4;

const campaignSchema = z.object({
  name: z.string(),
  versions: z.array(z.string()),
  budget: z.object({ time: z.string() }),
});

function campaignAt(file: string): z.infer<typeof campaignSchema> {
  return campaignSchema.parse(readYaml(readFileSync(join(root, file), 'utf8'), file).value);
}

const NIGHTLY = 'harness/campaigns/nightly.yaml';
const nightly = campaignAt(NIGHTLY);
const workflows = recipes.filter((name) => name.startsWith('github-'));

describe.each(recipes)('docs/ci/%s', (name) => {
  const calls = callsIn(recipeText(name), './doublerun ');

  test('calls commands and options that there are', () => {
    expect(calls.length).toBeGreaterThan(2);
    expect(calls.flatMap((line) => problemOf(line) ?? [])).toEqual([]);
  });

  test('names campaigns that there are, and where their reports are', () => {
    const files = calls.flatMap((line) => /(?:^campaign|--campaign) (\S+)/.exec(line)?.[1] ?? []);
    expect(files).not.toEqual([]);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    const names = new Set(files.map((file) => campaignAt(file).name));
    for (const [, report] of recipeText(name).matchAll(/campaign-([\w.]+)\//g)) expect(names).toContain(report);
  });
});

test('the tests above see what is wrong', () => {
  const text = "  - ./doublerun campagn a.yaml || code=$?\n# ./doublerun no\n  sh './doublerun run blip --sede 7'\n";
  expect(callsIn(text, './doublerun ')).toEqual(['campagn a.yaml', 'run blip --sede 7']);
  expect(callsIn(text, './doublerun ').map(problemOf)).toEqual([
    'there is no command campagn',
    'run has no option --sede',
  ]);
});

test('docs/ci/github-nightly.yml is what is made of the campaign', () => {
  const budgetMinutes = readTime('time', nightly.budget.time) / 60_000;
  expect(recipeText('github-nightly.yml')).toBe(githubWorkflow({ ...nightly, file: NIGHTLY, budgetMinutes }, SHARDS));
});

describe.each(workflows)('docs/ci/%s', (name) => {
  const workflow = readWorkflow(recipeText(name));

  test('may read the repository and nothing else', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const checkouts = stepsOf(workflow).filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.length).toBeGreaterThan(0);
    for (const { with: given } of checkouts) expect(given?.['persist-credentials']).toBe(false);
  });

  test('takes actions of GitHub alone, by their major version', () => {
    const actions = stepsOf(workflow).flatMap(({ uses }) => uses ?? []);
    expect(actions.filter((action) => !/^actions\/[a-z-]+(\/[a-z]+)?@v\d+$/.test(action))).toEqual([]);
  });

  test('uploads whatever a job has come to', () => {
    const uploads = stepsOf(workflow).filter(({ uses }) => uses?.startsWith('actions/upload-artifact@'));
    expect(uploads.length).toBe(2);
    for (const step of uploads) expect(step.if).toMatch(/^always\(\)/);
  });

  test('judges whatever the jobs before have come to', () => {
    const [last] = Object.values(workflow.jobs).slice(-1);
    expect(last?.if).toMatch(/^(?:always\(\) && |\$\{\{ !cancelled\(\) && )/);
    expect(last?.if).toContain(` && needs.${last?.needs}.result != 'skipped'`);
  });

  test('has scripts that bash can read', () => {
    const scripts = stepsOf(workflow).flatMap(({ run }) => run ?? []);
    expect(scripts.length).toBeGreaterThan(4);
    for (const script of scripts) {
      const { stderr } = spawnSync('bash', ['-n'], {
        input: script.replaceAll(/\$\{\{.*?\}\}/g, '1'),
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
    }
  });
});

describe('what is red', () => {
  const night = readWorkflow(recipeText('github-nightly.yml'));
  const gate = readWorkflow(recipeText('github-gate.yml'));
  const gitlab = z
    .object({ shard: z.object({ parallel: z.int(), script: z.array(z.string()) }) })
    .parse(readYaml(recipeText('gitlab-ci.yml'), 'gitlab-ci.yml').value);
  // Images are there already: of the script, from the code on.
  const [, ofGitlab = ''] = gitlab.shard.script.join('\n').split(/^(?=code=0$)/m);
  const [, ofJenkins = ''] = /sh '''(.*?)'''/s.exec(recipeText('Jenkinsfile')) ?? [];
  const shards = {
    'GitHub, nightly': scriptOf(night, 'shard', 'campaign', { 'matrix.shard': '3' }),
    'GitHub, gate': scriptOf(gate, 'side', 'campaign'),
    GitLab: `CI_NODE_INDEX=3 CI_NODE_TOTAL=${gitlab.shard.parallel}\n${ofGitlab}`,
    Jenkins: `SHARD=3\n${ofJenkins}`,
  };

  describe.each(Object.entries(shards))('%s', (service, script) => {
    test.each([0, 1, 2])('a part that says %i of itself is not', (code) => {
      const { code: ended, calls } = runScript(script, code);
      expect(ended).toBe(0);
      expect(calls.length).toBe(1);
      if (service !== 'GitHub, gate') expect(calls[0]).toContain(`campaign ${NIGHTLY} --shard 3/${SHARDS} --runs `);
    });

    test.each([3, 64, 130, 137])('a part that ended with %i is', (code) => {
      expect(runScript(script, code).code).toBe(code);
    });
  });

  test.each([0, 1, 2, 3])('a night is what the merge says: %i', (code) => {
    const there = 'mkdir -p shards/shard-1-1 shards/shard-2-1';
    const { code: ended, calls } = runScript(scriptOf(night, 'verdict', 'verdict'), code, there);
    expect(ended).toBe(code);
    expect(calls).toEqual([`merge shards/shard-1-1 shards/shard-2-1 --into runs --campaign ${NIGHTLY}`]);
  });

  test('a night without a report is', () => {
    const script = scriptOf(night, 'verdict', 'summary');
    expect(runScript(script, 0).code).toBe(1);
    const there = 'mkdir -p runs/campaign-nightly; echo all of it > runs/campaign-nightly/report.md';
    expect(runScript(script, 0, there)).toMatchObject({ code: 0, summary: 'all of it\n' });
  });

  test.each([0, 1, 2, 3])('a change is what the gate says, and the summary tells it: %i', (code) => {
    const { code: ended, summary } = runScript(scriptOf(gate, 'gate', 'gate'), code);
    expect(ended).toBe(code);
    expect(summary).toBe('of-doublerun\n');
  });

  test('the gate takes every attempt', () => {
    const there = 'mkdir -p sides/candidate-1 sides/candidate-2; echo {} > base.json';
    const both = '--candidate sides/candidate-1 --candidate sides/candidate-2';
    expect(runScript(scriptOf(gate, 'gate', 'gate'), 0, there).calls).toEqual([
      `gate --baseline base.json --builds-alike ${both} --format markdown`,
    ]);
    expect(runScript(scriptOf(gate, 'gate', 'next baseline'), 0, there).calls).toEqual([
      `gate --save next.json --builds-alike ${both}`,
    ]);
  });

  test('the gate makes a baseline of the base branch only where none is committed', () => {
    const script = scriptOf(gate, 'gate', 'baseline').replaceAll('../dolphinscheduler', 'checkout');
    // 2: of one cell nothing is known. The others are compared.
    expect([0, 2, 3, 64].map((code) => runScript(script, code, 'mkdir -p sides/base-1').code)).toEqual([0, 0, 3, 64]);
    expect(runScript(script, 0, 'mkdir -p sides/base-1').calls).toEqual([
      'gate --save base.json --builds-alike --candidate sides/base-1',
    ]);
    expect(runScript(script, 3, 'mkdir -p sides/base-1').code).toBe(3);
    const there = 'mkdir -p checkout/.github; echo {} > checkout/.github/doublerun-baseline.json';
    expect(runScript(script, 1, there)).toMatchObject({ code: 0, calls: [] });
  });

  test('both sides run where no baseline is committed', () => {
    const { run } = gate.jobs['sides']?.steps.find(({ run: script }) => script !== undefined) ?? {};
    // Of what comes of it GitHub reads a file; here it is the summary's.
    const sides = (first?: string) => runScript(`GITHUB_OUTPUT=$GITHUB_STEP_SUMMARY\n${run}`, 0, first).summary;
    expect(sides()).toBe('sides=["base", "candidate"]\n');
    expect(sides('mkdir .github; echo {} > .github/doublerun-baseline.json')).toBe('sides=["candidate"]\n');
    // What is merged fills the caches.
    expect(sides('GITHUB_EVENT_NAME=push')).toBe('sides=["candidate"]\n');
  });

  test('the sides are the change alone apart', () => {
    const steps = gate.jobs['side']?.steps ?? [];
    const at = steps.findIndex(({ with: given }) => given?.['path'] === 'dolphinscheduler');
    expect(steps[at]?.with).toMatchObject({ ref: `\${{ github.sha }}`, 'fetch-depth': 2 });
    expect(steps[at + 1]?.if).toBe("matrix.side == 'base'");
    const commit = (text: string) => `git -c user.name=a -c user.email=a@b commit -q --allow-empty -m ${text}`;
    const merged = `git init -q -b base; ${commit('old')}; git checkout -q -b change; ${commit('change')}
      git checkout -q base; ${commit('newer')}; git -c user.name=a -c user.email=a@b merge -q --no-edit change`;
    const { summary } = runScript(`${steps[at + 1]?.run}\ngit log -1 --format=%s >> "$GITHUB_STEP_SUMMARY"`, 0, merged);
    expect(summary).toBe('newer\n');
  });

  test('a push to the base branch fills the caches, and runs nothing', () => {
    const steps = gate.jobs['side']?.steps ?? [];
    const only = steps.filter(({ if: condition }) => condition?.includes("github.event_name == 'pull_request'"));
    expect(only.map(({ name, uses }) => name ?? uses)).toEqual([
      'build images of this DolphinScheduler',
      'campaign',
      'actions/upload-artifact@v7',
    ]);
    expect(gate.jobs['gate']?.if).toContain("github.event_name == 'pull_request'");
  });
});

test('the recipes have the same shards, and build the images of the campaign', () => {
  const jenkins = recipeText('Jenkinsfile');
  const numbers = Array.from({ length: SHARDS }, (_, index) => `'${index + 1}'`).join(', ');
  expect(jenkins).toContain(`values ${numbers}\n`);
  expect(jenkins).toContain(`for (shard in [${numbers}])`);
  const builds = imagesScript(nightly.versions).trimEnd().split('\n');
  for (const line of builds) {
    expect(jenkins).toContain(`sh '${line}'`);
    expect(recipeText('gitlab-ci.yml')).toContain(`- ${line}\n`);
  }
});

test('the gate builds DolphinScheduler as `images build --from` asks for it, of the version that its campaign runs', () => {
  const gate = recipeText('github-gate.yml');
  expect(gate).toContain(`./mvnw -B -ntp ${buildCommand('/no checkout').replace(/^mvn /, '')}\n`);
  const { versions } = campaignAt('harness/campaigns/gate.yaml');
  expect(versions.length).toBe(1);
  expect(gate).toContain(`./doublerun images build --dolphinscheduler ${versions[0]} --origin dist\n`);
});

test('the Jenkinsfile is closed where it is opened', () => {
  const text = recipeText('Jenkinsfile')
    .replaceAll(/'''.*?'''|"[^"\n]*"|'[^'\n]*'/gs, '')
    .replaceAll(/\/\/.*$/gm, '');
  const open: string[] = [];
  const closes: Record<string, string> = { '}': '{', ']': '[', ')': '(' };
  for (const [sign] of text.matchAll(/[{}[\]()]/g)) {
    const opened = closes[sign];
    if (opened === undefined) open.push(sign);
    else expect(open.pop()).toBe(opened);
  }
  expect(open).toEqual([]);
  expect(text).toMatch(/^pipeline \{\n {2}agent none\n/m);
});
