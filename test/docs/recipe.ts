import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { readYaml } from '../../harness/yaml-file.ts';
import { root } from './page.ts';

const folder = join(root, 'docs/ci');

/** Files for CI services, as they are to be taken over. */
export const recipes: readonly string[] = readdirSync(folder);

export function recipeText(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

/** Every command line of a recipe that calls a program; comments are left out. */
export function callsIn(text: string, program: string): readonly string[] {
  const lines = text.split('\n').filter((line) => !/^\s*(?:#|\/\/)/.test(line));
  const calls = lines.flatMap((line) => line.split(program).slice(1));
  return calls.map((rest) => rest.split(/ \|\| | && |; | > |'$/)[0]?.trim() ?? '');
}

const stepSchema = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  'timeout-minutes': z.int().optional(),
});
const workflowSchema = z.object({
  permissions: z.record(z.string(), z.string()),
  defaults: z.object({ run: z.object({ shell: z.literal('bash') }) }),
  concurrency: z.object({ group: z.string() }),
  jobs: z.record(
    z.string(),
    // Expressions may be anywhere in it.
    z.looseObject({
      if: z.string().optional(),
      needs: z.union([z.string(), z.array(z.string())]).optional(),
      outputs: z.record(z.string(), z.string()).optional(),
      'timeout-minutes': z.int(),
      strategy: z.object({ 'fail-fast': z.literal(false), matrix: z.record(z.string(), z.unknown()) }).optional(),
      steps: z.array(stepSchema),
    }),
  ),
});
export type Workflow = z.infer<typeof workflowSchema>;
export type Step = z.infer<typeof stepSchema>;

/** A workflow of GitHub Actions, as far as is asked here. */
export function readWorkflow(text: string): Workflow {
  return workflowSchema.parse(readYaml(text, 'workflow').value);
}

export function stepsOf({ jobs }: Workflow): readonly Step[] {
  return Object.values(jobs).flatMap(({ steps }) => steps);
}

/** What a step of a job runs, by the step's name. `values`: of the expressions in it. */
export function scriptOf({ jobs }: Workflow, job: string, step: string, values: Record<string, string> = {}): string {
  const script = jobs[job]?.steps.find(({ name }) => name === step)?.run;
  if (script === undefined) throw new Error(`job ${job} has no step ${step} that runs something`);
  return script.replaceAll(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
    const value = values[expression];
    if (value === undefined) throw new Error(`step ${step} asks for ${expression}`);
    return value;
  });
}

/** What a script came to. */
export interface Ended {
  readonly code: number | null;
  /** What it called `./doublerun` with, call by call. */
  readonly calls: readonly string[];
  readonly summary: string;
}

/**
 * Runs a script as the services run it, in an empty folder where `./doublerun` does nothing but end with a code: so what is tested is the script, what it
 * makes of the code, and no word of Doublerun. `first`: what is to be there before.
 */
export function runScript(script: string, code: number, first = ''): Ended {
  const place = mkdtempSync(join(tmpdir(), 'recipe-'));
  try {
    const launcher = join(place, 'doublerun');
    writeFileSync(launcher, `#!/bin/sh\necho "$*" >> calls\necho of-doublerun\nexit ${code}\n`);
    chmodSync(launcher, 0o755);
    writeFileSync(join(place, 'calls'), '');
    writeFileSync(join(place, 'summary'), '');
    writeFileSync(join(place, 'step.sh'), `${first}\n${script}`);
    const ended = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', 'step.sh'], {
      cwd: place,
      env: { PATH: process.env['PATH'], GITHUB_STEP_SUMMARY: join(place, 'summary') },
      encoding: 'utf8',
    });
    const read = (file: string): string => readFileSync(join(place, file), 'utf8');
    return { code: ended.status, calls: read('calls').split('\n').slice(0, -1), summary: read('summary') };
  } finally {
    rmSync(place, { recursive: true });
  }
}
