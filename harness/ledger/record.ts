import { z } from 'zod';
import { anomalies } from '../../checkers/finding.ts';
import { contractSchema } from '../../history/events/run.ts';

const provedSchema = z.object({
  anomaly: z.enum(anomalies),
  /** The task's name in the scenario; absent where the finding is about no single task. */
  task: z.string().exactOptional(),
  /** Kinds of the faults that can have led to it; sorted, each once. */
  faults: z.array(z.string()),
  /** Whether it breaks the run's contract. */
  violation: z.boolean(),
});

/** A finding under the contract that nothing proves. */
const doubtSchema = provedSchema.pick({ anomaly: true, task: true });

/** The campaign that a run belongs to, and which of its units it is. */
export const ledgerCampaignSchema = z.object({
  name: z.string(),
  unit: z.string(),
  /** `2/3`, where it ran in one of several shards. */
  shard: z.string().exactOptional(),
  /** Where it tells of Doublerun and not of what is tested. */
  canary: z.enum(['must-fail', 'must-pass']).exactOptional(),
});

/**
 * One run, as a line of the ledger has it: all that statistics need, without its run directory. Fields that it does not know are left out, so that
 * the lines of a Doublerun that writes more of them can be read.
 */
export const ledgerRecordSchema = z.object({
  /** When it began: UTC, `2026-11-23T19:48:37.123Z`. */
  at: z.iso.datetime(),
  /** The whole run, with the cluster's reset or start. */
  seconds: z.number().nonnegative(),
  /** `<scenario>/<time>-<seed>`; absent where it did not come so far as to have a directory with a verdict. */
  run: z.string().exactOptional(),
  scenario: z.string(),
  seed: z.int(),
  /** Key of its plan, whatever the seed and what people are told of the scenario. */
  plan: z.string(),
  /** The same in every run in which the same was done with the same seed, whatever it was held to: those can be compared in pairs. */
  stimulus: z.string(),
  /** Of DolphinScheduler. */
  version: z.string(),
  /** Hash of the DolphinScheduler that it ran on, where that was somebody's own build. */
  build: z.string().exactOptional(),
  strategy: z.enum(['waiting', 'stop']),
  fixes: z.array(z.string()),
  /** Kinds of the planned faults, and the roles that they strike; sorted, each once. */
  faults: z.array(z.string()),
  roles: z.array(z.string()),
  contract: z.array(contractSchema),
  verdict: z.enum(['violation', 'broken', 'inconclusive', 'pass']),
  /** Why it says nothing, where it does not. */
  reason: z.string().exactOptional(),
  /** Whether what was not found was not there: nothing is missing but what `doubts` name. */
  whole: z.boolean(),
  /** Whether a signal or a kill ended it: what it has proved by then stands. */
  cutShort: z.literal(true).exactOptional(),
  /** Each signature that was proved, once: violations first, then by name. */
  proved: z.array(provedSchema),
  /** Findings that are possible and not proved, each anomaly of each task once. */
  doubts: z.array(doubtSchema),
  /** What its scenario expects. */
  expects: doubtSchema.exactOptional(),
  /** From the first submission until that began, where it was proved. */
  secondsUntil: z.number().exactOptional(),
  campaign: ledgerCampaignSchema.exactOptional(),
  /** Version of Doublerun. */
  doublerun: z.string(),
});
export type LedgerRecord = z.infer<typeof ledgerRecordSchema>;
export type ProvedRecord = z.infer<typeof provedSchema>;

/** An anomaly of a task, or of no single one: what is counted over runs. */
export type FindingName = Pick<ProvedRecord, 'anomaly' | 'task'>;

/** `double-dispatch/next`; of no single task, `stuck-workflow`. */
export function nameOfFinding({ anomaly, task }: FindingName): string {
  return task === undefined ? anomaly : `${anomaly}/${task}`;
}

/** What one run says of a finding. `silent`: nothing; it counts neither for nor against it. */
export type Answer = 'seen' | 'not' | 'silent';

/** What of a run it takes to say that. */
export interface Said {
  readonly proved: readonly FindingName[];
  readonly doubts: readonly FindingName[];
  readonly whole: boolean;
}

/** What a run says of a finding, after whatever faults. A doubt about the same anomaly and task leaves it open; one about another does not. */
export function answerOf({ proved, doubts, whole }: Said, finding: FindingName): Answer {
  const name = nameOfFinding(finding);
  if (proved.some((each) => nameOfFinding(each) === name)) return 'seen';
  return whole && !doubts.some((doubt) => isDoubtOf(doubt, finding)) ? 'not' : 'silent';
}

/** Whether a doubt leaves a finding open. One whose task is not known may be about any. */
export function isDoubtOf(doubt: FindingName, finding: FindingName): boolean {
  return doubt.anomaly === finding.anomaly && (doubt.task === undefined || doubt.task === finding.task);
}
