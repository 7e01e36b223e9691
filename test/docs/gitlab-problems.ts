import { z } from 'zod';
import { readYaml } from '../../harness/yaml-file.ts';

const scriptSchema = z.array(z.string()).min(1);
/** As GitLab reads it: `3h 30m`, `4h`, `1 week`. */
const timeSchema = z.string().regex(/^\d+ ?(?:m|h|minutes?|hours?|days?|weeks?|months?)(?: ?\d+ ?m)?$/);
const textsSchema = z.array(z.string()).min(1);

const jobSchema = z.strictObject({
  stage: z.string(),
  tags: textsSchema.optional(),
  parallel: z.int().min(2).max(200).optional(),
  needs: textsSchema.optional(),
  variables: z.record(z.string().regex(/^[A-Z_]+$/), z.string()).optional(),
  when: z.enum(['on_success', 'on_failure', 'always', 'manual', 'delayed', 'never']).optional(),
  timeout: timeSchema.optional(),
  before_script: scriptSchema.optional(),
  script: scriptSchema,
  after_script: scriptSchema.optional(),
  artifacts: z
    .strictObject({
      when: z.enum(['on_success', 'on_failure', 'always']).optional(),
      paths: textsSchema,
      expire_in: timeSchema.optional(),
      reports: z.strictObject({ junit: z.string().optional() }).optional(),
    })
    .optional(),
});

const pipelineSchema = z
  .object({
    workflow: z
      .strictObject({ name: z.string().optional(), rules: z.array(z.strictObject({ if: z.string() })) })
      .optional(),
    stages: textsSchema,
    variables: jobSchema.shape.variables,
    default: jobSchema.pick({ tags: true, timeout: true }).optional(),
  })
  .catchall(jobSchema);

/** `3h30m`, as GitLab's own times are written. @returns minutes. */
export function minutesOf(time: string): number {
  const [, hours = '0', minutes = '0'] = /^(?:(\d+)h)?(?:(\d+)m)?$/.exec(time) ?? [];
  return Number(hours) * 60 + Number(minutes);
}

/** What GitLab would refuse of a pipeline, as far as a recipe uses it: keywords, kinds of values, stages and jobs that there are none of. */
export function gitlabProblems(text: string): readonly string[] {
  const parsed = pipelineSchema.safeParse(readYaml(text, 'pipeline').value);
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  const { workflow: _workflow, stages, variables: _variables, default: _default, ...jobs } = parsed.data;
  return Object.entries(jobs as Readonly<Record<string, z.infer<typeof jobSchema>>>).flatMap(
    ([name, { stage, needs = [] }]) => [
      ...(stages.includes(stage) ? [] : [`${name}: there is no stage ${stage}`]),
      ...needs.filter((other) => !(other in jobs)).map((other) => `${name}: there is no job ${other}`),
    ],
  );
}
