import { type Signature, sorted } from '../checkers/signature.ts';
import type { Plan } from './plan-schema.ts';

/**
 * What a plan's scenario expects. It names no fault, so that any of the plan's kinds may have led to it.
 * @returns nothing where it expects nothing.
 */
export function expectedSignature({
  expect,
  faults,
}: Pick<Plan, 'expect'> & {
  /** Of a stored plan, no more of them may be known. */
  readonly faults: readonly { readonly strike: { readonly kind: string } }[];
}): Signature | undefined {
  if (!expect) return undefined;
  const { anomaly, task } = expect;
  return { anomaly, ...(task === undefined ? {} : { task }), faults: sorted(faults.map(({ strike }) => strike.kind)) };
}

/**
 * Whether a finding is the one that is looked for: the same anomaly, of the same task where one is named, after faults of its kinds and no
 * others — after at least one, where it names any: what came about before any fault was not brought about by one.
 */
export function isWanted(wanted: Signature, { anomaly, task, faults }: Signature): boolean {
  if (anomaly !== wanted.anomaly || (wanted.task !== undefined && task !== wanted.task)) return false;
  if (!faults.every((kind) => wanted.faults.includes(kind))) return false;
  return wanted.faults.length === 0 || faults.length > 0;
}
