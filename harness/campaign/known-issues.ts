import { z } from 'zod';
import { anomalies } from '../../checkers/finding.ts';
import { isInRange, VERSION_RANGE } from '../../cluster/dolphinscheduler/version-range.ts';
import type { LedgerRecord, ProvedRecord } from '../ledger/record.ts';
import { nameSchema } from '../scenario-values.ts';
import { strikeKinds } from '../strikes.ts';
import { checked, readYaml } from '../yaml-file.ts';
import type { Cell } from './asked.ts';
import { isSought } from './results.ts';

const entrySchema = z.strictObject({
  anomaly: z.enum(anomalies),
  /** Of this task alone; absent: of any, or of none. */
  task: nameSchema.exactOptional(),
  /** Only in runs in which a fault strikes this role, as the scenario names it: owner. */
  role: z.string().min(1).exactOptional(),
  /** Only after faults of these kinds, after one at least and after no other kind. */
  faults: z.array(z.enum(strikeKinds)).min(1).exactOptional(),
  /** Only in these scenarios. */
  scenarios: z.array(nameSchema).min(1).exactOptional(),
  /** Only in these versions of DolphinScheduler. */
  versions: z.string().regex(VERSION_RANGE, 'must be like >=3.3, <3.2.1 or >=3.1.0 <3.1.3').exactOptional(),
  /** Only on servers that are set up so. */
  strategies: z
    .array(z.enum(['waiting', 'stop']))
    .min(1)
    .exactOptional(),
  /** Where it is told of. */
  issue: z.string().regex(/^[\w.-]+\/[\w.-]+#[1-9]\d*$/, 'must be like apache/dolphinscheduler#16759'),
  /** Why it is put up with: somebody's own words. */
  reason: z.string().trim().min(1, 'must say why it is put up with'),
  /** The last day on which it is put up with. */
  expires: z.iso.date('must be a day: 2027-03-01'),
  /** It shows in this part of the runs at least: how many runs without it say that it is gone. */
  rate: z.number().gt(0, 'must be more than 0').max(1, 'must be at most 1').default(0.5),
  /** It shows in so few runs that not to see it says nothing: it is never called gone, and lasts until it expires. */
  seldom: z.literal(true).exactOptional(),
});
/** One violation that is put up with for a while. */
export type KnownIssue = z.infer<typeof entrySchema>;

/** A file of known issues. */
export const knownIssuesSchema = z.array(entrySchema).superRefine((entries, context) => {
  const problem = (path: (string | number)[], message: string): void =>
    context.addIssue({ code: 'custom', path, message });
  const keys = entries.map(keyOf);
  for (const [index, { faults = [], scenarios = [], strategies = [] }] of entries.entries()) {
    const same = keys.indexOf(keys[index] ?? '');
    if (same !== index) problem([index], `says of the same as entry ${same + 1} that it is known`);
    for (const [field, list] of Object.entries<readonly string[]>({ faults, scenarios, strategies }))
      for (const [at, each] of list.entries())
        if (list.indexOf(each) !== at) problem([index, field, at], `${each} is listed twice`);
  }
});

/** Two entries with the same key are about the same violations. */
function keyOf({ anomaly, task, role, faults, scenarios, versions, strategies }: KnownIssue): string {
  const lists = [faults, scenarios, strategies].map((list) => list?.toSorted());
  return JSON.stringify([anomaly, task, role, versions, ...lists].map((each) => each ?? null));
}

/**
 * Reads a file of known issues from YAML text; `file` is its name for errors.
 * @throws UsageError that names file, line and field.
 */
export function parseKnownIssues(text: string, file: string): readonly KnownIssue[] {
  return checked(readYaml(text, file), knownIssuesSchema, 'known issues');
}

/** The entry that says of a violation that it is known. An expired one says nothing any more. `today`: 2027-03-01. */
export function knownAs(
  issues: readonly KnownIssue[],
  today: string,
): (record: LedgerRecord, proof: ProvedRecord) => KnownIssue | undefined {
  const valid = issues.filter((issue) => !isExpired(issue, today));
  return (record, proof) => valid.find((issue) => fitsRun(issue, record) && isSought(issue, proof));
}

/** It is good for the whole of its last day. */
export function isExpired({ expires }: KnownIssue, today: string): boolean {
  return expires < today;
}

/** Whether it could show in a run: where an entry names kinds of faults, the run plans one of them. */
export function fitsRun(issue: KnownIssue, record: LedgerRecord): boolean {
  const { role, faults } = issue;
  if (!fitsCell(issue, record) || (role !== undefined && !record.roles.includes(role))) return false;
  return faults === undefined || faults.some((kind) => record.faults.includes(kind));
}

/** Nobody knows of a version that cannot be read whether a range has it: then nothing is known of it. */
export function fitsCell(
  { scenarios, versions, strategies }: KnownIssue,
  { scenario, version, strategy }: Omit<Cell, 'fixes'>,
): boolean {
  if (scenarios !== undefined && !scenarios.includes(scenario)) return false;
  if (strategies !== undefined && !strategies.includes(strategy)) return false;
  return versions === undefined || isInRange(version, versions) === true;
}
