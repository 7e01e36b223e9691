import { z } from 'zod';
import { anomalies } from '../../checkers/finding.ts';
import type { Verdict } from '../../checkers/verdict.ts';
import { sourceSchema } from '../../history/events/base.ts';
import { contractSchema } from '../../history/events/run.ts';

// Loose: other versions of Doublerun may have written these files, with more in them.

const anomaly = z.enum(anomalies);
const names = z.array(z.string());

const findingSchema = z.looseObject({
  anomaly,
  proof: z.enum(['proved', 'possible']),
  subject: z.string(),
  workflow: z.number().exactOptional(),
  task: z.number().exactOptional(),
  servers: names.exactOptional(),
  executions: names,
  events: z.array(z.number()),
  from: z.number(),
  to: z.number(),
  sentence: z.string(),
});

/** `verdict.json` */
export const verdictSchema = z.looseObject({
  verdict: z.enum(['violation', 'broken', 'inconclusive', 'pass']),
  reasons: names,
  violations: z.array(findingSchema),
  doubts: z.array(findingSchema),
  notes: z.array(findingSchema),
  checkers: z.array(
    z.discriminatedUnion('outcome', [
      z.looseObject({ outcome: z.literal('checked'), anomaly, findings: z.number() }),
      z.looseObject({ outcome: z.literal('failed'), anomaly, error: z.string() }),
    ]),
  ),
  coverage: z.looseObject({
    events: z.number(),
    workflows: z.number(),
    executions: z.number(),
    /** Absent in verdicts of the time when every witness always watched. */
    absent: z.array(sourceSchema).default([]),
    faults: z.array(
      z.looseObject({
        fault: z.string(),
        effective: z.boolean(),
        healed: z.boolean(),
        executionsDuring: z.number(),
      }),
    ),
  }),
}) satisfies z.ZodType<Verdict>;

/** Plans of before there were strikes have the kind beside the fault's name. */
const plannedFaultSchema = z.union([
  z.looseObject({ fault: z.string(), strike: z.looseObject({ kind: z.string() }) }),
  z
    .looseObject({ fault: z.string(), kind: z.string() })
    .transform(({ kind, ...rest }) => ({ ...rest, strike: { kind } })),
]);

/** What lists need of `plan.json`; what a run is done from again is read by `load-plan`. */
export const storedPlanSchema = z.looseObject({
  about: z.string().optional(),
  seed: z.int(),
  cluster: z.looseObject({ registryDisconnectStrategy: z.string(), fixes: names.default([]) }),
  workflows: z.array(z.looseObject({ tasks: z.array(z.looseObject({ name: z.string() })) })),
  subWorkflows: z.array(z.looseObject({ tasks: z.array(z.looseObject({ name: z.string() })) })).default([]),
  faults: z.array(plannedFaultSchema),
  contract: z.array(contractSchema),
  expect: z.looseObject({ anomaly, task: z.string().exactOptional() }).optional(),
});
export type StoredPlan = z.infer<typeof storedPlanSchema>;

/** What lists need of `environment.json`. */
export const environmentSchema = z.looseObject({
  dolphinscheduler: z.looseObject({
    version: z.string(),
    origin: z.string().optional(),
    build: z.string().optional(),
  }),
});
