import type { Anomaly, Finding } from '../checkers/finding.ts';
import type { Verdict } from '../checkers/verdict.ts';
import type { HistoryEvent } from '../history/event.ts';
import type { Micros } from '../history/time.ts';
import type { Plan } from './plan-schema.ts';

/** What a finding is called across runs, whatever numbers the scheduler gave: which anomaly, of which task, after which faults. */
export interface Signature {
  readonly anomaly: Anomaly;
  /** The task's name in the scenario; absent where the finding is about no single task. */
  readonly task?: string;
  /**
   * Kinds of the faults that can have led to it: those that had begun by the moment up to which the finding was so, and have a receipt. A fault that
   * began later, or of which nobody saw an effect, did not. Sorted, each once.
   */
  readonly faults: readonly string[];
}

/** A finding that was proved, and its signature. */
export interface SignedFinding {
  readonly signature: Signature;
  readonly finding: Finding;
}

/** What of a history it takes to sign findings. */
export interface Clues {
  /** Names of the tasks that were submitted, by their codes. */
  readonly taskNames: ReadonlyMap<number, string>;
  /** Faults with a receipt: their kind, and when they began. */
  readonly struck: readonly { readonly kind: string; readonly at: Micros }[];
}

/** One pass over the events, in any order. */
export function cluesOf(events: readonly HistoryEvent[]): Clues {
  const submitted = events.filter((event) => event.type === 'run.workflow').flatMap(({ tasks }) => tasks);
  const effective = new Set(events.filter((event) => event.type === 'fault.effective').map(({ fault }) => fault));
  return {
    taskNames: new Map(submitted.map(({ task, name }) => [task, name])),
    struck: events.flatMap((event) =>
      event.type === 'fault.begin' && effective.has(event.fault) ? [{ kind: event.kind, at: event.at }] : [],
    ),
  };
}

/** Signs what a verdict proves, violations first. What is only possible has no signature: nothing was reproduced by it. */
export function signedFindings({ violations, notes }: Verdict, { taskNames, struck }: Clues): readonly SignedFinding[] {
  return [...violations, ...notes]
    .filter(({ proof }) => proof === 'proved')
    .map((finding) => {
      // A code without a name is of a history that lacks its definition.
      const task = finding.task === undefined ? undefined : (taskNames.get(finding.task) ?? String(finding.task));
      const kinds = struck.filter(({ at }) => at <= finding.to).map(({ kind }) => kind);
      const signature = { anomaly: finding.anomaly, ...(task === undefined ? {} : { task }), faults: sorted(kinds) };
      return { signature, finding };
    });
}

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

/** `overlapping-executions/long/refuse`, with `-` for what there is none of. */
export function signatureText({ anomaly, task, faults }: Signature): string {
  return [anomaly, task ?? '-', faults.join('+') || '-'].join('/');
}

/** For sentences: `overlapping-executions of task long after refuse`. */
export function signaturePhrase(signature: Signature): string {
  const { faults } = signature;
  return `${findingPhrase(signature)}${faults.length > 0 ? ` after ${faults.join(' or ')}` : ''}`;
}

/** For sentences: `overlapping-executions of task long`. */
export function findingPhrase({ anomaly, task }: Signature): string {
  return task === undefined ? anomaly : `${anomaly} of task ${task}`;
}

function sorted(kinds: readonly string[]): readonly string[] {
  return [...new Set(kinds)].sort();
}
