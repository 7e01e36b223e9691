import { actions } from './github-actions.ts';
import { parserProblems } from './github-parser.ts';
import { readWorkflow, type Step, type Workflow } from './recipe.ts';

type Job = Workflow['jobs'][string];

/** Fields of an expression: `steps.cache.outputs.cache-hit`. */
const REFERENCE = /\b(steps|matrix|needs)\.([\w-]+)(?:\.(outputs|result|outcome|conclusion)(?:\.([\w-]+))?)?/g;

/**
 * What GitHub would refuse of a workflow, or take for nothing: what its parser says; then what only shows when it runs. That is names of steps, of
 * outputs, of a matrix and of inputs that there are none of, and artifacts of which one would be in another's way.
 */
export async function githubProblems(text: string): Promise<readonly string[]> {
  const refused = await parserProblems(text);
  if (refused.length > 0) return refused;
  const { jobs } = readWorkflow(text);
  return Object.entries(jobs).flatMap(([name, job]) =>
    [...referenceProblems(job, jobs), ...job.steps.flatMap(inputProblems), ...artifactProblems(job)].map(
      (problem) => `job ${name}: ${problem}`,
    ),
  );
}

function referenceProblems(job: Job, jobs: Workflow['jobs']): readonly string[] {
  const { steps, ...rest } = job;
  const of = (value: unknown, before: readonly Step[]): readonly string[] =>
    [...expressionsOf(value).matchAll(REFERENCE)].flatMap(([whole, context, name = '', , output]) => {
      const known = {
        steps: () => isOutputOfStep(before, name, output),
        matrix: () => job.strategy?.matrix[name] !== undefined,
        needs: () =>
          needsOf(job).includes(name) && (output === undefined || jobs[name]?.outputs?.[output] !== undefined),
      }[context as 'steps' | 'matrix' | 'needs'];
      return known() ? [] : [`there is no ${whole}`];
    });
  // A step knows of those before it; a job's outputs, of all.
  return [...of(rest, steps), ...steps.flatMap((step, index) => of(step, steps.slice(0, index)))];
}

/** The text of all expressions in a value; `if` is one without a sign. */
function expressionsOf(value: unknown): string {
  const text = JSON.stringify(value);
  const conditions = [...text.matchAll(/"if":"((?:[^"\\]|\\.)*)"/g)].map(([, condition]) => condition);
  return [...text.matchAll(/\$\{\{(.*?)\}\}/g)]
    .map(([, inner]) => inner)
    .concat(conditions)
    .join('\n');
}

function isOutputOfStep(steps: readonly Step[], id: string, output: string | undefined): boolean {
  const step = steps.find((each) => each.id === id);
  if (!step || output === undefined) return step !== undefined;
  if (step.uses !== undefined) return actions[step.uses]?.gives.includes(output) === true;
  const lines = step.run?.split('\n') ?? [];
  return lines.some((line) => line.includes(`"${output}=`) && line.includes('>> "$GITHUB_OUTPUT"'));
}

function needsOf({ needs = [] }: Job): readonly string[] {
  return typeof needs === 'string' ? [needs] : needs;
}

function inputProblems({ uses, with: given = {} }: Step): readonly string[] {
  if (uses === undefined) return [];
  const action = actions[uses];
  if (!action) return [`nothing is known of ${uses}`];
  const strange = Object.keys(given).filter((input) => !action.takes.includes(input));
  const missing = action.needs.filter((input) => !(input in given));
  return [...strange.map((input) => `${uses} takes no ${input}`), ...missing.map((input) => `${uses} needs ${input}`)];
}

/** Two artifacts of one name are refused: those of a matrix, and those of another attempt. */
function artifactProblems({ steps, strategy }: Job): readonly string[] {
  const names = steps
    .filter(({ uses }) => uses?.startsWith('actions/upload-artifact@'))
    .map(({ with: given }) => String(given?.['name'] ?? ''));
  const wanted = ['github.run_attempt', ...Object.keys(strategy?.matrix ?? {}).map((axis) => `matrix.${axis}`)];
  return names.flatMap((name) =>
    wanted.filter((each) => !name.includes(`\${{ ${each} }}`)).map((each) => `the artifact ${name} has no ${each}`),
  );
}
