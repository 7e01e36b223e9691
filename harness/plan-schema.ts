import { z } from 'zod';
import { anomalies } from '../checkers/finding.ts';
import { cronSteps } from '../cluster/dolphinscheduler/family.ts';
import { fixNames } from '../cluster/scheduler-settings.ts';
import { neighbours, ways, zookeeperCounts } from '../cluster/topology.ts';
import { contractSchema } from '../history/events/run.ts';
import { directions, failpointActions, points, type StrikeKind } from './strikes.ts';
import { sightings, taskStages } from './trigger-words.ts';

const ms = z.int().nonnegative();
const text = z.string().min(1);

/** What a trigger waits for. */
const occasionSchema = z.discriminatedUnion('on', [
  /** Every workflow of the plan has been started. */
  z.strictObject({ on: z.literal('start') }),
  z.strictObject({ on: z.literal('task'), task: text, is: z.enum(taskStages) }),
  z.strictObject({ on: z.literal('seen'), what: z.enum(sightings) }),
  z.strictObject({ on: z.literal('fault'), fault: text, step: z.enum(['begun', 'effective', 'healed']) }),
]);
export type PlannedOccasion = z.infer<typeof occasionSchema>;

const triggerSchema = z.strictObject({
  occasion: occasionSchema,
  /** So long after the occasion, ms. Of a task that runs: it must still run then. */
  plusMs: ms,
  /** So long is waited for the occasion, ms. */
  withinMs: ms,
});
export type PlannedTrigger = z.infer<typeof triggerSchema>;

const onLink = { link: z.enum(neighbours) };

/** What is done, with every choice made. */
const strikeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('refuse'), ...onLink }),
  z.strictObject({ kind: z.literal('blackhole'), ...onLink }),
  z.strictObject({ kind: z.literal('half-open'), ...onLink, direction: z.enum(directions) }),
  z.strictObject({ kind: z.literal('reset'), ...onLink }),
  z.strictObject({ kind: z.literal('latency'), ...onLink, latencyMs: ms, jitterMs: ms }),
  z.strictObject({ kind: z.literal('flap'), ...onLink, downMs: ms, upMs: ms }),
  z.strictObject({ kind: z.literal('partition'), from: text, way: z.enum(ways) }),
  z.strictObject({ kind: z.literal('pause') }),
  z.strictObject({ kind: z.literal('kill') }),
  z.strictObject({ kind: z.literal('restart') }),
  z.strictObject({
    kind: z.literal('failpoint'),
    point: z.enum(points),
    action: z.enum(failpointActions),
    /** Of the action delay. */
    delayMs: ms.optional(),
    /** Only where the server is at this task; absent: at any. */
    task: text.optional(),
  }),
]);
type AnyStrike = z.infer<typeof strikeSchema>;
export type Strike<Kind extends StrikeKind = StrikeKind> = Extract<AnyStrike, { readonly kind: Kind }>;

const plannedFaultSchema = z.strictObject({
  fault: text,
  target: text,
  strike: strikeSchema,
  when: triggerSchema,
  /** How long it holds, or what ends it. */
  heal: z.union([z.strictObject({ afterMs: ms }), z.strictObject({ when: triggerSchema })]),
});
export type PlannedFault<Kind extends StrikeKind = StrikeKind> = Omit<z.infer<typeof plannedFaultSchema>, 'strike'> & {
  readonly strike: Strike<Kind>;
};

const plannedTaskSchema = z.strictObject({
  name: text,
  milliseconds: ms,
  after: z.array(text),
  retries: z.int().nonnegative(),
  exitCode: z.int().nonnegative(),
  /** So many first attempts end with the exit code, later ones with 0; absent: every attempt ends with it. */
  fails: z.int().min(1).optional(),
  /** How long after its submission it is run; absent: at once. */
  delayMinutes: z.int().min(1).optional(),
  /** The sub-workflow that it runs in place of work of its own: length, retries and exit code mean nothing then. */
  runs: text.optional(),
});
export type PlannedTask = z.infer<typeof plannedTaskSchema>;

const plannedWorkflowSchema = z.strictObject({ name: text, tasks: z.array(plannedTaskSchema).min(1) });
export type PlannedWorkflow = z.infer<typeof plannedWorkflowSchema>;

/** A scenario with every choice made: what one run does, and all that it takes to do it again. Kept in `plan.json`. */
export const planSchema = z.strictObject({
  scenario: text,
  about: text,
  /** The versions of DolphinScheduler that it is meant for; absent: every one. */
  versions: text.optional(),
  seed: z.int(),
  cluster: z.strictObject({
    masters: z.int().min(1),
    workers: z.int().min(1),
    /** Absent in plans of the time when there was one only, as `links`. */
    zookeepers: z.literal(zookeeperCounts).default(1),
    /** Absent in plans of the time when there were no others. */
    links: z.array(z.enum(neighbours)).default(['zookeeper']),
    registryDisconnectStrategy: z.enum(['waiting', 'stop']),
    sessionTimeoutSeconds: z.int().min(1),
    sudo: z.boolean(),
    pstree: z.boolean(),
    /** Absent in plans of the time when there were none, as `failpoints`. */
    fixes: z.array(z.enum(fixNames)).default([]),
    /** Whether the servers have failpoints: a plan that has lost its last such fault still runs on the same servers. */
    failpoints: z.boolean().default(false),
  }),
  workflows: z.array(plannedWorkflowSchema).min(1),
  /** Those that tasks run, each listed before it is run; nobody starts them. */
  subWorkflows: z.array(plannedWorkflowSchema).optional(),
  /** What starts the workflows instead of a call: the scheduler's timer, for so long. */
  cron: z.strictObject({ everySeconds: z.literal(cronSteps), forMs: ms }).optional(),
  faults: z.array(plannedFaultSchema),
  contract: z.array(contractSchema).min(1),
  graceMs: ms,
  expect: z.strictObject({ anomaly: z.enum(anomalies), task: text.optional() }).optional(),
});
export type Plan = z.infer<typeof planSchema>;
