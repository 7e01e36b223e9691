import type { Micros } from '../history/time.ts';
import type { Execution, Moment } from './executions.ts';
import type { Receipt } from './receipts.ts';
import type { Situation } from './situation.ts';

/** Where a line of a log is. Two facts that one line tells have the same. */
export interface Line {
  readonly file: string;
  readonly offset: number;
}

/**
 * A word that a server sent a task instance, and to which worker, where it says so: the server's row DISPATCH (`audit`), its log line that it was about
 * to send (`log`), or the line of the worker that received it (`worker`).
 */
export interface Claim extends Moment {
  readonly source: 'audit' | 'log' | 'worker';
  readonly server: string;
  readonly worker: string | null;
  readonly line?: Line;
}

/** Who may have sent the task that an execution runs. */
export interface Senders {
  /** The claims of which one is its own. */
  readonly claims: readonly Claim[];
  /** False where more executions than these claims can account for may follow from them: then one claim is unknown. */
  readonly complete: boolean;
  /** The lines of its worker that tell these claims: each was sent before its line. None where rows and masters' lines had to tell. */
  readonly receipts: readonly Receipt[];
}

/** Executions, and for each the claims that it may follow from. */
type Open = Map<Execution, readonly Claim[]>;

/**
 * Which claims an execution may follow from. One claim sends one process at most, and to the worker that it names. A claim that is the
 * only one for an execution is taken from the others.
 *
 * Workers' own lines tell it, where each execution of the task instance has one (`byReceipts`); otherwise rows DISPATCH and masters'
 * lines do, none of which can be made before its server had the workflow for the first time, nor logged after the process had begun.
 * Cost: the executions of one task instance times its claims, for each claim that is taken.
 */
export function sendersOf(situation: Situation, execution: Execution): Senders {
  const { taskInstance } = execution;
  const executions = situation.executions.ofTask(execution).filter((each) => each.taskInstance === taskInstance);
  const received = byReceipts(situation, executions, taskInstance);
  const open = received ?? byClaims(situation, executions, taskInstance);
  share(open);
  const own = open.get(execution) ?? [];
  const rivals = [...open.values()].filter((each) => each.length > 0 && each.every((claim) => own.includes(claim)));
  const lines = received ? situation.receipts.of(taskInstance) : [];
  const receipts = lines.filter((receipt) => own.some((claim) => isSameLine(claim.line, receipt.line)));
  return { claims: own, complete: rivals.length <= own.length, receipts };
}

/**
 * A worker logs each task instance that it receives, with the master that sent it, before it runs it. So an execution was sent by one of
 * the masters that its worker's lines for its task instance name not later than its start: by that one, where all name one. It need not be the
 * latest: a worker may refuse what it has already. Where the log may lack a line, none is proof that no other master sent it. A
 * master's line that it was about to send, told by the message itself (3.1), is the same claim as the worker's line that tells it.
 *
 * @returns nothing where lines may be missing, and where one of the executions has none: this log does not tell it.
 */
function byReceipts(situation: Situation, executions: readonly Execution[], taskInstance: number): Open | undefined {
  if (!isLogged(situation)) return undefined;
  const sent = situation.dispatches.claims(taskInstance);
  const told = situation.receipts.of(taskInstance).map((receipt) => ({
    receipt,
    claim: sent.find((claim) => isSameLine(claim.line, receipt.line)) ?? receipt,
  }));
  const claimsFor = (execution: Execution) =>
    told.filter(({ receipt }) => fits(situation, receipt, execution)).map(({ claim }) => claim);
  const open: Open = new Map(executions.map((each) => [each, claimsFor(each)]));
  return [...open.values()].every((claims) => claims.length > 0) ? open : undefined;
}

function byClaims(situation: Situation, executions: readonly Execution[], taskInstance: number): Open {
  const claims = claimsOf(situation, taskInstance);
  return new Map(executions.map((each) => [each, claims.filter((claim) => fits(situation, claim, each))]));
}

/** Log lines tell of each time that a server sends; rows stand for the servers whose lines are not to be had. */
function claimsOf(situation: Situation, taskInstance: number): readonly Claim[] {
  const all = situation.dispatches.claims(taskInstance);
  const rows = all.filter(({ source }) => source === 'audit');
  const lines = all.filter(({ source }) => source === 'log');
  if (isLogged(situation) && rows.every(({ server }) => lines.some((line) => line.server === server))) return lines;
  return [...rows, ...lines.filter(({ server }) => rows.every((row) => row.server !== server))];
}

/** Whether the servers' logs were watched, and no line can be missing. */
export function isLogged(situation: Situation): boolean {
  return situation.hasWitness('log') && !situation.hasGap('log');
}

export function isSameLine(one: Line | undefined, other: Line): boolean {
  return one?.file === other.file && one.offset === other.offset;
}

function fits(situation: Situation, claim: Claim, { worker, workflow, start }: Execution): boolean {
  if (claim.worker !== null && claim.worker !== worker) return false;
  if (claim.source !== 'audit') return claim.at - start.at <= situation.tolerance('log', 'witness');
  const owned = situation.workflows.owners(workflow).find(({ owner }) => owner === claim.server);
  const since: Micros = owned?.at ?? Number.NEGATIVE_INFINITY;
  return since - start.at <= situation.tolerance('audit', 'witness');
}

function share(open: Open): void {
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
