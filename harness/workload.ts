import type { SchedulerClient } from '../cluster/dolphinscheduler/client.ts';
import { TENANT } from '../cluster/scheduler-settings.ts';
import { LEDGER_FOLDER } from '../cluster/topology.ts';
import type { Say } from '../cluster/wait.ts';
import type { Journal } from '../history/journal.ts';
import { MS_PER_SECOND, nowMicros } from '../history/time.ts';
import type { Plan, PlannedTask, PlannedWorkflow } from './plan-schema.ts';

const SECONDS_PER_MINUTE = 60;

/** What was handed to the scheduler. */
export interface Submitted {
  /** Codes of the definitions that were started, or are to be. */
  readonly definitions: readonly number[];
  /** The scheduler's timer starts no more of them after this moment, ms since the epoch; absent where nothing is left to it. */
  readonly firesUntil?: number;
  /** Ends the timer. For the ways out: it does not throw, and twice is once. */
  readonly end: () => Promise<void>;
}

/**
 * Defines and starts the plan's workflows, one after the other, or has the scheduler's timer start them.
 * @throws CallError
 */
export async function submit(
  client: SchedulerClient,
  { workflows, subWorkflows = [], cron }: Plan,
  { journal, say, signal }: { readonly journal: Journal; readonly say: Say; readonly signal: AbortSignal },
): Promise<Submitted> {
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
  if (cron) return schedule(client, project, definitions, cron, { say, signal });
  for (const [index, definition] of definitions.entries()) {
    signal.throwIfAborted();
    say(`starting ${workflows[index]?.name}`);
    await client.call(calls.start(project, definition, TENANT));
  }
  return { definitions, end: async () => undefined };
}

async function schedule(
  client: SchedulerClient,
  project: number,
  definitions: readonly number[],
  { everySeconds, forMs }: NonNullable<Plan['cron']>,
  { say, signal }: { readonly say: Say; readonly signal: AbortSignal },
): Promise<Submitted> {
  const { calls } = client;
  const from = Date.now();
  const until = from + forMs;
  const online: number[] = [];
  const end = async (): Promise<void> => {
    // A schedule that stays online fires no more after its end; the next reset takes it away.
    await Promise.allSettled(online.splice(0).map((each) => client.call(calls.setSchedule(project, each, 'offline'))));
  };
  try {
    for (const definition of definitions) {
      signal.throwIfAborted();
      say(`every ${everySeconds} s for ${forMs / MS_PER_SECOND} s`);
      const call = calls.createSchedule(project, definition, TENANT, { everySeconds, from, until });
      const created = await client.call(call);
      online.push(created);
      await client.call(calls.setSchedule(project, created, 'online'));
    }
    return { definitions, firesUntil: until, end };
  } catch (error) {
    await end();
    throw error;
  }
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
