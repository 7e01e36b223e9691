import { z } from 'zod';
import { anomalies } from '../../checkers/finding.ts';
import { sourceSchema } from '../../history/events/base.ts';
import { contractSchema } from '../../history/events/run.ts';

/** Raised by one with every change that an older reader would misread. A new field is no such change. */
export const REPORT_SCHEMA_VERSION = 1;

const text = z.string();
const texts = z.array(text);
const count = z.int().nonnegative();
const anomaly = z.enum(anomalies);
const fact = (what: string) => text.nullable().describe(`${what}; null where nobody knows`);

const finding = z.strictObject({
  kind: z
    .enum(['violation', 'doubt', 'note'])
    .describe(
      'violation: proved, and breaks a promise; doubt: would break one, but is only possible; note: no promise speaks of it',
    ),
  anomaly,
  proof: z.enum(['proved', 'possible']).describe('proved: true under every clock error within the stated uncertainty'),
  signature: text
    .nullable()
    .describe(
      'anomaly/task/kinds of the faults before it: the same in every run that shows the same; null where it is only possible',
    ),
  breaks: z.array(contractSchema).describe('the promises of the contract that it breaks'),
  what: text.describe('the anomaly in plain words'),
  harm: text.describe('what it does to those whose workflow it was'),
  sentence: text.describe('which task, which executions, when, for how long; times are seconds since the run began'),
  subject: text.describe('what it is about: one finding of an anomaly for each'),
  workflow: count.nullable().describe('workflow instance'),
  task: z.strictObject({ code: count, name: fact('its name in the scenario') }).nullable(),
  servers: texts,
  executions: texts,
  events: z.array(count).describe('seq of the events that show it, in events.jsonl'),
  fromSeconds: z.number().describe('since the run began'),
  toSeconds: z.number(),
});

/** What `report.json` holds. */
export const reportSchema = z
  .strictObject({
    schema: z.literal(REPORT_SCHEMA_VERSION),
    verdict: z.enum(['violation', 'broken', 'inconclusive', 'pass']).describe('the worst of what was found'),
    account: z.strictObject({
      what: text.describe('what happened, one sentence'),
      why: texts.describe("why it is, or is not, the scheduler's doing"),
      next: texts.describe('what to do next, the most useful first'),
    }),
    reasons: texts.describe('why the verdict is not a pass'),
    run: z.strictObject({
      name: fact('<scenario>/<time>-<seed>'),
      scenario: fact('its name'),
      seed: z.int().nullable(),
      contract: z.array(contractSchema),
      strategy: fact('what a server does that has lost its session: waiting or stop'),
      startedAt: fact('ISO 8601, UTC'),
      seconds: z.number().nonnegative().describe('from the first event to the last'),
      directory: fact('the run directory, as it was reached'),
      again: fact('the command line that does the same again'),
    }),
    findings: z.array(finding).describe('violations, then doubts, then notes'),
    checkers: z.array(z.strictObject({ anomaly, findings: count, error: fact('why the checker failed') })),
    coverage: z.strictObject({
      events: count,
      workflows: count,
      executions: count,
      absent: z.array(sourceSchema).describe('witnesses that did not watch this run'),
      faults: z.array(
        z.strictObject({
          fault: text,
          effective: z.boolean().describe('it has a receipt'),
          healed: z.boolean(),
          executionsDuring: count.describe('executions that ran while it held'),
        }),
      ),
    }),
    environment: z.record(text, z.unknown()).nullable().describe('what it ran on, as environment.json has it'),
  })
  .describe('One run of Doublerun, as --reporter json writes it to report.json');

export type JsonReport = z.infer<typeof reportSchema>;
