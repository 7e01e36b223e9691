import type { EventOf } from '../history/event.ts';
import type { Past } from './forgotten.ts';
import { type Claim, isSameLine, type Line } from './senders.ts';

/** A worker's word that it was sent a task instance, and by whom: no process of it began there without. */
export interface Receipt extends Claim {
  readonly source: 'worker';
  readonly worker: string;
  readonly line: Line;
}

interface Received {
  receipts: readonly Receipt[];
  /** A line that does not say who sent it: then no other says that it was not this one. */
  nameless: boolean;
}

const none: readonly Receipt[] = [];

/** What workers logged of the task instances that they received, in order of time. One record for each task instance and line. */
export class Receipts {
  readonly #received = new Map<number, Received>();

  /** @returns all of a task instance; none where one of them does not name its sender. */
  of(taskInstance: number): readonly Receipt[] {
    const received = this.#received.get(taskInstance);
    return received && !received.nameless ? received.receipts : none;
  }

  forget({ taskInstances }: Past): void {
    for (const taskInstance of taskInstances) this.#received.delete(taskInstance);
  }

  observe({ fact, taskInstance, server, about, at, seq, file, offset }: EventOf<'log'>): void {
    if (fact !== 'task-received' || taskInstance === undefined) return;
    const received = this.#received.get(taskInstance) ?? { receipts: none, nameless: false };
    this.#received.set(taskInstance, received);
    if (about === undefined) {
      received.nameless = true;
      return;
    }
    const line = { file, offset };
    // A log that is read again tells of the same message again.
    if (received.receipts.some((known) => isSameLine(known.line, line))) return;
    const receipt = { at, seq, source: 'worker', server: about, worker: server, line } as const;
    received.receipts = received.receipts.concat(receipt);
  }
}
