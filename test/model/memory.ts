import type { Shape } from './timeline.ts';

export interface TaskMemory {
  readonly task: number;
  readonly after: readonly number[];
  readonly retries: number;
  /** µs that it waits after its first submission before it is sent. */
  readonly delay: number;
  status: 'waiting' | 'open' | 'done' | 'failed';
  instance: number;
  retry: number;
  worker: string | undefined;
  /** When it was last sent, or taken over. */
  sentAt: number;
  /** Its end is no result any more. */
  killing: boolean;
  /** Taken for done by its successors, though it is not. */
  pretended: boolean;
}

/** What a master remembers of a workflow that it owns, or owned. */
export class Memory {
  readonly workflow: number;
  readonly definition: number;
  readonly tasks: readonly TaskMemory[];

  constructor(workflow: number, shape: Shape) {
    this.workflow = workflow;
    this.definition = shape.definition;
    this.tasks = shape.tasks.map(({ task, after, retries, delay = 0 }) => ({
      task,
      after,
      retries,
      delay: delay * 1_000_000,
      status: 'waiting',
      instance: 0,
      retry: 0,
      worker: undefined,
      sentAt: 0,
      killing: false,
      pretended: false,
    }));
  }

  task(code: number): TaskMemory {
    const found = this.tasks.find(({ task }) => task === code);
    if (!found) throw new Error(`no task ${code}`);
    return found;
  }
}
