import type { EventOf, UnnumberedEvent } from '../../history/event.ts';

/** µs between two heartbeats of an execution; docker/witness/witness.sh sleeps as long. */
export const BEAT_EVERY = 500_000;

type ExecutionEvent = Extract<UnnumberedEvent, { source: 'witness' }>;

/**
 * Reads one line of a worker's ledger, as docker/witness/witness.sh writes it:
 * kind, execution, workflow instance, task code, task instance, µs since the epoch, seconds of uptime, exit code; tab between two.
 * @returns the event, or why the line is none.
 */
export function parseLedgerLine(line: string): ExecutionEvent | string {
  const [kind, execution, workflow, task, taskInstance, at, uptime, exitCode] = line.split('\t');
  const numbers = [workflow, task, taskInstance, at, uptime].map(Number);
  if (!execution || numbers.length < 5 || numbers.some((number) => !Number.isFinite(number))) {
    return `not a ledger line: ${line.slice(0, 200)}`;
  }
  const common = { at: Number(at), mono: Number(uptime), source: 'witness', execution } as const;
  switch (kind) {
    case 'start':
      return {
        ...common,
        type: 'execution.start',
        worker: execution.split(':')[0] ?? execution,
        workflow: Number(workflow),
        task: Number(task),
        taskInstance: Number(taskInstance),
      };
    case 'beat':
      return { ...common, type: 'execution.beat' };
    case 'end':
      return { ...common, type: 'execution.end', exitCode: Number(exitCode) };
    default:
      return `not a ledger line: ${line.slice(0, 200)}`;
  }
}

/** A gap, in the harness's words, for a witness that missed something. */
export function gap(witness: EventOf<'run.gap'>['witness'], reason: string, at: number): UnnumberedEvent {
  return { at, source: 'harness', type: 'run.gap', witness, reason };
}
