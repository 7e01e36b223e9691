import type { UnnumberedEvent } from '../../history/event.ts';

/** µs between two heartbeats of an execution; docker/witness/witness.sh sleeps as long. */
export const BEAT_EVERY = 500_000;

const WHOLE_NUMBER = /^\d+$/;

type ExecutionEvent = Extract<UnnumberedEvent, { source: 'witness' }>;

/**
 * Reads one line of a worker's ledger, as docker/witness/witness.sh writes it:
 * kind, execution, workflow instance, task code, task instance, µs since the epoch, seconds of uptime, exit code; tab between two.
 * @returns the event, or why the line is none.
 */
export function parseLedgerLine(line: string): ExecutionEvent | string {
  const [kind, execution, workflow, task, taskInstance, at, uptime, exitCode] = line.split('\t');
  const refused = `not a ledger line: ${line.slice(0, 200)}`;
  // A cut line must not pass for a whole one: an empty column would read as 0, and 0 is a success.
  const whole = [workflow, task, taskInstance, at].every((column) => WHOLE_NUMBER.test(column ?? ''));
  if (!execution || !whole || !/^\d+\.\d+$/.test(uptime ?? '')) return refused;
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
      return WHOLE_NUMBER.test(exitCode ?? '')
        ? { ...common, type: 'execution.end', exitCode: Number(exitCode) }
        : refused;
    default:
      return refused;
  }
}
