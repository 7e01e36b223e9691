import type { EventOf } from '../history/event.ts';
import type { Execution } from './executions.ts';
import type { Past } from './forgotten.ts';
import type { Receipt } from './receipts.ts';
import { isSameLine, type Line } from './senders.ts';
import type { Situation } from './situation.ts';

interface Acceptance {
  readonly worker: string;
  readonly line: Line;
}

const none: readonly Acceptance[] = [];

/** Workers' lines that they have taken a task instance (`task-accepted`), in order of time. One record for each task instance and line. */
export class Acceptances {
  readonly #accepted = new Map<number, readonly Acceptance[]>();

  /** @returns those of one worker. */
  of(taskInstance: number, worker: string): readonly Acceptance[] {
    return (this.#accepted.get(taskInstance) ?? none).filter((acceptance) => acceptance.worker === worker);
  }

  forget({ taskInstances }: Past): void {
    for (const taskInstance of taskInstances) this.#accepted.delete(taskInstance);
  }

  observe({ fact, taskInstance, server: worker, file, offset }: EventOf<'log'>): void {
    if (fact !== 'task-accepted' || taskInstance === undefined) return;
    const line = { file, offset };
    const known = this.#accepted.get(taskInstance) ?? none;
    // A log that is read again tells of the same line again.
    if (known.some((each) => isSameLine(each.line, line))) return;
    this.#accepted.set(taskInstance, known.concat({ worker, line }));
  }
}

/**
 * Whether a worker may have run an execution for what a line says that it received. Not where it took the task before that: it says so in the thread
 * that received it, after that line. Which acceptance an execution follows from is known where the worker accepted the task instance as often as it
 * ran it: then the first from the first, and so on. By their places in the log, not by their times, which two threads may have in either order.
 */
export function isFrom(situation: Situation, receipt: Receipt, execution: Execution): boolean {
  const { taskInstance, worker } = execution;
  const accepted = situation.acceptances.of(taskInstance, worker);
  const ran = situation.executions
    .ofTask(execution)
    .filter((each) => each.taskInstance === taskInstance && each.worker === worker);
  const acceptance = accepted.length === ran.length ? accepted[ran.indexOf(execution)] : undefined;
  if (!acceptance || acceptance.line.file !== receipt.line.file) return true;
  return receipt.line.offset < acceptance.line.offset;
}
