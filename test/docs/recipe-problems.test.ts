import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readYaml } from '../../harness/yaml-file.ts';
import { githubProblems } from './github-problems.ts';
import { gitlabProblems, minutesOf } from './gitlab-problems.ts';
import { recipeText } from './recipe.ts';

/** The text with one thing in it changed, which has to be there. */
function changed(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replace(from, to);
}

describe.each(['github-nightly.yml', 'github-gate.yml'])('docs/ci/%s', (name) => {
  const text = recipeText(name);

  test('is what GitHub takes', async () => {
    expect(await githubProblems(text)).toEqual([]);
  });

  test.each([
    ['a keyword', 'runs-on:', 'run-on:', "Unexpected value 'run-on'"],
    ['a kind of value', 'timeout-minutes: 20\n', 'timeout-minutes: long\n', "Unexpected value 'long'"],
    ['a function', 'if: always()', 'if: alwais()', "Unrecognized function: 'alwais'"],
    ['a context', 'github.run_attempt', 'githob.run_attempt', "Unrecognized named-value: 'githob'"],
    ['a value of the matrix', '{ matrix.', '{ matrix.x', 'there is no matrix.x'],
    ['a step', 'steps.cache.outputs', 'steps.cash.outputs', 'there is no steps.cash'],
    ['an output of an action', 'outputs.cache-hit', 'outputs.cache-hits', 'there is no steps.cache.outputs.cache-hits'],
    ['an input of an action', 'path: images.tar', 'paths: images.tar', 'takes no paths'],
    ['an action', 'actions/cache/save@v5', 'actions/cache/save@v55', 'nothing is known of actions/cache/save@v55'],
    ['an artifact of each attempt', `-\${{ github.run_attempt }}`, '', 'has no github.run_attempt'],
  ])('would be refused for %s that there is none of', async (_, from, to, problem) => {
    expect((await githubProblems(changed(text, from, to))).join('\n')).toContain(problem);
  });
});

test.each([
  ['github-nightly.yml', 'needs: images', 'needs: pictures', "unknown job 'pictures'"],
  ['github-nightly.yml', 'cron: 17 2', 'cron: 77 2', 'Invalid cron expression'],
  ['github-nightly.yml', `shard-\${{ matrix.shard }}-`, 'shard-', 'has no matrix.shard'],
  ['github-gate.yml', `name: \${{ matrix.side }}-`, 'name: side-', 'has no matrix.side'],
  [
    'github-gate.yml',
    'needs.sides.outputs.sides',
    'needs.sides.outputs.pages',
    'there is no needs.sides.outputs.pages',
  ],
  ['github-gate.yml', 'echo "sides=$sides"', 'echo "pages=$sides"', 'there is no steps.sides.outputs.sides'],
  ['github-gate.yml', 'distribution: temurin\n', '\n', 'needs distribution'],
])('docs/ci/%s would be refused with %s as %s', async (name, from, to, problem) => {
  expect((await githubProblems(changed(recipeText(name), from, to))).join('\n')).toContain(problem);
});

describe('docs/ci/gitlab-ci.yml', () => {
  const text = recipeText('gitlab-ci.yml');

  test('is what GitLab takes', () => {
    expect(gitlabProblems(text)).toEqual([]);
  });

  test('has time left for what comes after a script that takes too long', () => {
    const timesSchema = z.object({ RUNNER_SCRIPT_TIMEOUT: z.string(), RUNNER_AFTER_SCRIPT_TIMEOUT: z.string() });
    const schema = z.object({ shard: z.object({ timeout: z.string(), variables: timesSchema }) });
    const { timeout, variables } = schema.parse(readYaml(text, 'pipeline').value).shard;
    const [script, after] = [variables.RUNNER_SCRIPT_TIMEOUT, variables.RUNNER_AFTER_SCRIPT_TIMEOUT].map(minutesOf);
    expect(script).toBeGreaterThan(0);
    expect(after).toBeGreaterThan(0);
    // And for what is kept.
    expect((script ?? 0) + (after ?? 0)).toBeLessThan(minutesOf(timeout));
  });

  test.each([
    ['stage: verdict', 'stage: judge', 'verdict: there is no stage judge'],
    ['  when: always\n  timeout', '  when: allways\n  timeout', 'verdict.when'],
    ['    when: always', '    when: allways', 'shard.artifacts.when'],
    ['after_script', 'afterscript', 'Unrecognized key: "afterscript"'],
    ['  script:', '  scripts:', 'Unrecognized key: "scripts"'],
    ['parallel: 4', 'parallel: four', 'shard.parallel'],
    ['timeout: 4h', 'timeout: long', 'shard.timeout'],
    ['stage: verdict', 'stage: verdict\n  needs: [shart]', 'verdict: there is no job shart'],
  ])('would be refused with %j as %j', (from, to, problem) => {
    expect(gitlabProblems(changed(text, from, to)).join('\n')).toContain(problem);
  });
});
