import { z } from 'zod';
import type { Origin } from '../../cluster/images/origin.ts';
import { type LedgerRecord, ledgerRecordSchema } from '../ledger/record.ts';
import type { Plan } from '../plan-schema.ts';

/** What a lane is started with, as JSON in its one argument. */
export interface LaneOptions {
  /** Of its cluster; the engine's labels get its process number too. */
  readonly name: string;
  /** Of DolphinScheduler. */
  readonly dolphinscheduler: string;
  readonly origin: Origin;
  /** Where run directories and the ledger are. */
  readonly runs: string;
}

/** What a lane is asked to do, one after the other. */
export interface LaneOrder {
  readonly plan: Plan;
  readonly title: string;
  readonly campaign: NonNullable<LedgerRecord['campaign']>;
}

/** What a lane says. */
export const laneMessageSchema = z.discriminatedUnion('kind', [
  /** The cluster that the plan needs stands: it was there, or has been booted. */
  z.strictObject({ kind: z.literal('cluster') }),
  /** The run has ended, and is in the ledger. `cpuSeconds`: of the lane's own process since it began. */
  z.strictObject({
    kind: z.literal('ran'),
    record: ledgerRecordSchema,
    cpuSeconds: z.number(),
    memoryBytes: z.number(),
  }),
  /** What was asked for makes no sense, and will make none in the next run. */
  z.strictObject({ kind: z.literal('refused'), reason: z.string() }),
]);
export type LaneMessage = z.infer<typeof laneMessageSchema>;
