import type { RowEvent } from '../history/event.ts';
import type { Moment } from './executions.ts';

interface Request extends Moment {
  readonly kind: string;
  readonly definition: number;
  readonly workflow: number | null;
}

/** Commands written by users and masters. One record for each. */
export class Requests {
  readonly #requests: Request[] = [];

  observe(row: RowEvent): void {
    if (row.table !== 'command' || row.op !== 'insert') return;
    const { at, seq, kind, definition, workflow } = row;
    this.#requests.push({ at, seq, kind, definition, workflow });
  }

  /** Commands of some kinds for a workflow. One that names no instance may be for any instance of its definition. */
  of(workflow: number, definition: number | undefined, kinds: ReadonlySet<string>): readonly Request[] {
    return this.#requests.filter(
      (request) =>
        kinds.has(request.kind) &&
        (request.workflow === workflow || (request.workflow === null && request.definition === definition)),
    );
  }
}
