import type { HistoryEvent } from '../history/event.ts';
import { type Micros, toSeconds } from '../history/time.ts';
import type { Execution, Moment } from './executions.ts';
import { NumberSet } from './number-set.ts';

/** A workflow that is being forgotten, and the names by which others know what was part of it. */
export interface Past {
  readonly workflow: number;
  readonly definition: number;
  readonly tasks: readonly number[];
  readonly taskInstances: readonly number[];
  readonly executions: readonly Execution[];
  /** When it was last heard of. */
  readonly heard: Micros;
}

/** Something about a forgotten workflow, or another instance of its definition. */
interface Return extends Moment {
  readonly what: string;
}

/**
 * What is kept of workflows that are forgotten: that they were there, in a few bits each, and how many they and their executions were. What
 * is told of one later is judged by nobody, since all before it is gone; it stands in the verdict as a lack.
 */
export class Forgotten {
  readonly #workflows = new NumberSet();
  readonly #definitions = new NumberSet();
  /** By what is the matter: the first event of it. */
  readonly #returns = new Map<string, Return>();
  readonly #during = new Map<string, number>();
  #count = 0;
  #executions = 0;

  get count(): number {
    return this.#count;
  }

  get executions(): number {
    return this.#executions;
  }

  /** How many forgotten executions ran while a fault held. */
  during(fault: string): number {
    return this.#during.get(fault) ?? 0;
  }

  /** What came back, in the order in which it was told first. */
  returns(): Iterable<Return> {
    return this.#returns.values();
  }

  /** @param faults those that held while one of its executions ran, once for each. */
  add({ workflow, definition, executions }: Past, faults: readonly string[]): void {
    this.#workflows.add(workflow);
    this.#definitions.add(definition);
    this.#count += 1;
    this.#executions += executions.length;
    for (const fault of faults) this.#during.set(fault, this.during(fault) + 1);
  }

  /** @returns whether the event is about a forgotten workflow, so that nobody else may be shown it. */
  hears(event: HistoryEvent): boolean {
    if (event.type !== 'row' && event.type !== 'execution.start') return false;
    const { workflow } = event;
    if (workflow !== null && this.#workflows.has(workflow)) {
      this.#note(`Workflow ${workflow} moved again`, event);
      return true;
    }
    // The new instance is judged for itself, without its definition and without the first one.
    if (event.type === 'row' && event.table === 'workflow' && this.#definitions.has(event.definition))
      this.#note(`Workflow ${event.workflow} is another instance of a definition that was done with`, event);
    return false;
  }

  #note(what: string, { at, seq }: Moment): void {
    if (!this.#returns.has(what)) this.#returns.set(what, { what, at, seq });
  }
}

/** What the verdict lacks by what came back. `horizon`: how long nothing had been heard, at least. */
export function lacksOfForgotten(
  forgotten: Forgotten,
  horizon: Micros,
  when: (at: Micros) => string,
): readonly string[] {
  return [...forgotten.returns()].map(
    ({ what, at }) =>
      `${what} at ${when(at)}, more than ${toSeconds(horizon)} s after it was over: what came before is forgotten, and this was not judged.`,
  );
}
