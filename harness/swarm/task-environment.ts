import { z } from 'zod';

const whole = z.string().regex(/^\d+$/).transform(Number);

/** What a task is told by its service, as variables of its environment. */
const environmentSchema = z.object({
  DOUBLERUN_TASK: z.string().min(1),
  DOUBLERUN_SLOT: z.string(),
  DOUBLERUN_SHARDS: whole,
  DOUBLERUN_ATTEMPT: whole,
  DOUBLERUN_SOURCES: z.string().min(1),
  DOUBLERUN_COLLECTOR_HOST: z.string().min(1),
  DOUBLERUN_COLLECTOR_PORT: whole,
});
export type TaskEnvironment = z.infer<typeof environmentSchema>;

/** @throws ZodError where it was not started by a job's service. */
export function readTaskEnvironment(environment: NodeJS.ProcessEnv): TaskEnvironment {
  return environmentSchema.parse(environment);
}

/** As a container's `Env` has it. Swarm fills in the templates. */
export function taskEnvironment(
  told: Omit<{ readonly [Key in keyof TaskEnvironment]: string | number }, 'DOUBLERUN_TASK'>,
): string[] {
  return Object.entries({ DOUBLERUN_TASK: '{{.Task.ID}}', ...told }).map(([name, value]) => `${name}=${value}`);
}
