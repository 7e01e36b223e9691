import { z } from 'zod';

/** What `reproduce -n` leaves beside its runs, as far as the page of findings needs it. */
const recordSchema = z.object({
  scenario: z.string(),
  wanted: z.string(),
  dolphinscheduler: z.string(),
  startedAt: z.string(),
  tally: z.object({
    seen: z.int(),
    of: z.int(),
    inconclusive: z.int(),
    broken: z.int(),
    medianSeconds: z.number().optional(),
  }),
  runs: z.array(z.object({ signatures: z.array(z.string()), sentence: z.string().optional() })),
});
export type FindingsRecord = z.infer<typeof recordSchema>;

/** @throws ZodError where the text is no such record. */
export function parseRecord(text: string): FindingsRecord {
  return recordSchema.parse(JSON.parse(text));
}

/** The newest record of each scenario, by name: an older one may be of another plan under the same name. */
export function newestOfEach(records: readonly FindingsRecord[]): readonly FindingsRecord[] {
  const newest = new Map<string, FindingsRecord>();
  for (const record of records) {
    const known = newest.get(record.scenario);
    if (!known || known.startedAt < record.startedAt) newest.set(record.scenario, record);
  }
  return [...newest.values()].sort((a, b) => (a.scenario < b.scenario ? -1 : 1));
}
