import type { SchedulerClient } from '../cluster/dolphinscheduler/client.ts';
import { TENANT } from '../cluster/scheduler-settings.ts';
import { LEDGER_FOLDER } from '../cluster/topology.ts';
import type { Say } from '../cluster/wait.ts';
import type { Journal } from '../history/journal.ts';
import { MS_PER_SECOND, nowMicros } from '../history/time.ts';
import type { Plan, PlannedTask, PlannedWorkflow } from './plan-schema.ts';

const SECONDS_PER_MINUTE = 60;

/**
 * Defines and starts the plan's workflows, one after the other.
 * @returns the definitions started, by code.
 * @throws CallError
 */
export async function submit(
  client: SchedulerClient,
  { workflows, subWorkflows = [] }: Plan,
  { journal, say, signal }: { readonly journal: Journal; readonly say: Say; readonly signal: AbortSignal },
): Promise<readonly number[]> {
  const { calls } = client;
  // A project of its own: a cluster that stands has those of earlier runs.
  const project = await client.call(calls.createProject(`doublerun-${Date.now()}`));
  const codeOf = new Map<string, number>();
  // What is run by others comes first: its code is in their definition, and it has to be released before they are.
  for (const workflow of [...subWorkflows, ...workflows]) {
    signal.throwIfAborted();
    say(`defining ${workflow.name}`);
    codeOf.set(workflow.name, await define(client, project, workflow, { journal, codeOf }));
  }
  const definitions = workflows.map(({ name }) => codeOf.get(name) ?? 0);
  for (const [index, definition] of definitions.entries()) {
    signal.throwIfAborted();
    say(`starting ${workflows[index]?.name}`);
    await client.call(calls.start(project, definition, TENANT));
  }
  return definitions;
}

async function define(
  client: SchedulerClient,
  project: number,
  { name, tasks }: PlannedWorkflow,
  { journal, codeOf: subWorkflows }: { readonly journal: Journal; readonly codeOf: ReadonlyMap<string, number> },
): Promise<number> {
  const { calls } = client;
  const codes = await client.call(calls.generateTaskCodes(project, tasks.length));
  const codeOf = new Map(tasks.map((task, index) => [task.name, codes[index] ?? 0]));
  const coded = tasks.map((task) => ({
    task,
    code: codeOf.get(task.name) ?? 0,
    after: task.after.map((before) => codeOf.get(before) ?? 0),
    runs: task.runs === undefined ? undefined : (subWorkflows.get(task.runs) ?? 0),
  }));
  const definition = await client.call(
    calls.createDefinition(project, {
      name,
      tenant: TENANT,
      tasks: coded.map(({ task, code, after, runs }) => ({
        code,
        name: task.name,
        work: runs === undefined ? { script: script(task, code) } : { runs },
        after,
        retries: task.retries,
        delayMinutes: task.delayMinutes ?? 0,
      })),
    }),
  );
  journal.append({
    at: nowMicros(),
    source: 'harness',
    type: 'run.workflow',
    definition,
    name,
    tasks: coded.map(({ task, code, after, runs }) => ({
      task: code,
      name: task.name,
      after,
      retries: task.retries,
      seconds: task.milliseconds / MS_PER_SECOND,
      ...(task.delayMinutes === undefined ? {} : { delay: task.delayMinutes * SECONDS_PER_MINUTE }),
      ...(runs === undefined ? {} : { runs }),
    })),
  });
  await client.call(calls.release(project, definition));
  return definition;
}

/** `exec`, so that the process that the scheduler's script becomes is the witness itself. No part of it is a user's text. */
function script({ milliseconds, exitCode, fails }: PlannedTask, code: number): string {
  const often = fails === undefined ? '' : ` ${fails}`;
  return `exec bash ${LEDGER_FOLDER}/witness.sh ${code} ${milliseconds} ${exitCode}${often}`;
}
