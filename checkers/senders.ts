import type { Micros } from '../history/time.ts';
import type { Execution, Moment } from './executions.ts';
import type { Situation } from './situation.ts';

/** A server's word that it sent a task instance, and to which worker, where it says so: its row DISPATCH, or its log line. */
export interface Claim extends Moment {
  readonly source: 'audit' | 'log';
  readonly server: string;
  readonly worker: string | null;
}

/** Who may have sent the task that an execution runs. */
export interface Senders {
  /** The claims of which one is its own. */
  readonly claims: readonly Claim[];
  /** False where more executions than these claims can account for may follow from them: then one claim is unknown. */
  readonly complete: boolean;
}

/**
 * Which claims an execution may follow from. One claim sends one process at most, and to the worker that it names; none can be
 * made before its server had the workflow for the first time, nor logged after the process had begun. A claim that is the only one
 * for an execution is taken from the others. Cost: the executions of one task instance times its claims, for each claim that is taken.
 */
export function sendersOf(situation: Situation, execution: Execution): Senders {
  const executions = situation.executions
    .ofTask(execution)
    .filter(({ taskInstance }) => taskInstance === execution.taskInstance);
  const claims = claimsOf(situation, execution.taskInstance);
  const open = new Map(executions.map((each) => [each, claims.filter((claim) => fits(situation, claim, each))]));
  share(open);
  const own = open.get(execution) ?? [];
  const rivals = [...open.values()].filter((each) => each.length > 0 && each.every((claim) => own.includes(claim)));
  return { claims: own, complete: rivals.length <= own.length };
}

/** Log lines tell of each time that a server sends; rows stand for the servers whose lines are not to be had. */
function claimsOf(situation: Situation, taskInstance: number): readonly Claim[] {
  const all = situation.dispatches.claims(taskInstance);
  const rows = all.filter(({ source }) => source === 'audit');
  const lines = all.filter(({ source }) => source === 'log');
  const isLogged = situation.hasWitness('log') && !situation.hasGap('log');
  if (isLogged && rows.every(({ server }) => lines.some((line) => line.server === server))) return lines;
  return [...rows, ...lines.filter(({ server }) => rows.every((row) => row.server !== server))];
}

function fits(situation: Situation, claim: Claim, { worker, workflow, start }: Execution): boolean {
  if (claim.worker !== null && claim.worker !== worker) return false;
  const owned = situation.workflows.owners(workflow).find(({ owner }) => owner === claim.server);
  const since: Micros = claim.source === 'log' ? claim.at : (owned?.at ?? Number.NEGATIVE_INFINITY);
  return since - start.at <= situation.tolerance(claim.source, 'witness');
}

function share(open: Map<Execution, readonly Claim[]>): void {
  const taken = new Set<Claim>();
  for (;;) {
    const sole = [...open.values()].find(([claim, ...more]) => claim && more.length === 0 && !taken.has(claim));
    const [claim] = sole ?? [];
    if (!claim) return;
    taken.add(claim);
    for (const [execution, own] of open) {
      if (own.length > 1)
        open.set(
          execution,
          own.filter((each) => each !== claim),
        );
    }
  }
}
