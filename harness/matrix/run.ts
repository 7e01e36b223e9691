import { z } from 'zod';
import { anomalies } from '../../checkers/finding.ts';
import { signedFindings } from '../../checkers/signature.ts';
import type { Ran } from '../campaign/laboratory.ts';
import { type Recorded, recordOf } from '../campaign/record.ts';
import { keyOfCellPlan } from '../plan-key.ts';
import type { Plan } from '../plan-schema.ts';
import { expectedSignature } from '../signature.ts';

const provedSchema = z.strictObject({
  anomaly: z.enum(anomalies),
  task: z.string().exactOptional(),
  /** Whether it breaks the run's contract. */
  violation: z.boolean(),
  sentence: z.string(),
});

/** One run of a cell, as its record on disk has it; of the fields that `reproduce` keeps too, the same. */
export const matrixRunSchema = z.strictObject({
  seed: z.int(),
  /** Key of its plan: a run of another plan says nothing of this cell. */
  plan: z.string(),
  /** Hash of the DolphinScheduler that it ran on, where that was somebody's own build. */
  build: z.string().exactOptional(),
  outcome: z.enum(['seen', 'not', 'inconclusive', 'broken']),
  run: z.string().exactOptional(),
  verdict: z.string().exactOptional(),
  /** Each anomaly of each task that was proved, whatever the faults before it, once. */
  proved: z.array(provedSchema),
  secondsUntil: z.number().exactOptional(),
  seconds: z.number(),
  reason: z.string().exactOptional(),
});
export type MatrixRun = z.infer<typeof matrixRunSchema>;
export type Proved = z.infer<typeof provedSchema>;

/** What a record of a cell is made of. */
interface MatrixResult extends Recorded {
  readonly environment: { readonly dolphinscheduler: { readonly build?: string | undefined } } | undefined;
}

/** What is kept of a cell's run. `plan` expects a finding. */
export function matrixRunOf(plan: Plan, ran: Ran<MatrixResult>): MatrixRun {
  const wanted = expectedSignature(plan);
  if (!wanted) throw new Error(`scenario ${plan.scenario} expects no finding`);
  const { signatures: _, sentence: __, ...record } = recordOf(plan, ran, wanted);
  const build = ran.kind === 'ran' ? ran.result.environment?.dolphinscheduler.build : undefined;
  const made = build === undefined ? {} : { build };
  return { ...record, plan: keyOfCellPlan(plan), ...made, proved: [...provedIn(ran)] };
}

function provedIn(ran: Ran<MatrixResult>): readonly Proved[] {
  if (ran.kind === 'failed') return [];
  const { verdict, clues } = ran.result;
  const proved = new Map<string, Proved>();
  for (const { signature, finding } of signedFindings(verdict, clues)) {
    const { anomaly, task } = signature;
    const key = nameOfProved(signature);
    if (proved.has(key)) continue;
    const violation = verdict.violations.includes(finding);
    proved.set(key, { anomaly, ...(task === undefined ? {} : { task }), violation, sentence: finding.sentence });
  }
  return [...proved.values()];
}

/** `double-dispatch/next`; of no single task, `stuck-workflow`. */
export function nameOfProved({ anomaly, task }: Pick<Proved, 'anomaly' | 'task'>): string {
  return task === undefined ? anomaly : `${anomaly}/${task}`;
}
