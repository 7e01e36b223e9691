import type { EventOf, HistoryEvent, RowEvent } from '../history/event.ts';
import type { Micros } from '../history/time.ts';
import type { Moment } from './executions.ts';
import type { Past } from './forgotten.ts';

/** A command for a new instance that a master gave up on. */
interface ErrorCommand extends Moment {
  readonly message: string;
}

/** How often one definition was asked to be run, and what came of it. */
export interface Submission {
  readonly definition: number;
  /** Calls to start it that the scheduler said yes to. */
  readonly acknowledged: readonly Moment[];
  /** Calls to start it, whatever was answered. None: nobody but the scheduler can say how many instances there should be. */
  readonly called: number;
  /** Calls that the scheduler said no to. */
  readonly refused: number;
  /** Commands of the scheduler's own timer. */
  readonly scheduled: number;
  /** Somebody asked for it to be run for several dates at once: one command makes any number of instances. */
  readonly complemented: boolean;
  /** The first row of each of its instances, those that were deleted since included, in order. */
  readonly instances: ReadonlyMap<number, Moment>;
  /** Commands for a new instance that wait for a master. */
  readonly waiting: ReadonlyMap<number, Moment>;
  /** Commands for a new instance that a master gave up on. */
  readonly errors: readonly ErrorCommand[];
}

interface OpenSubmission extends Submission {
  readonly acknowledged: Moment[];
  called: number;
  refused: number;
  scheduled: number;
  complemented: boolean;
  readonly instances: Map<number, Moment>;
  readonly waiting: Map<number, Moment>;
  readonly errors: ErrorCommand[];
}

/**
 * Who asked for which workflow, by definition, and what came of it. Memory: one record for each definition, each call that started it,
 * each of its instances and each of its commands that wait or failed.
 */
export class Submissions {
  readonly #byDefinition = new Map<number, OpenSubmission>();
  /** Calls that nobody has answered yet: their definitions. */
  readonly #open = new Map<number, number>();
  #lastAcknowledged = Number.NEGATIVE_INFINITY;

  all(): Iterable<Submission> {
    return this.#byDefinition.values();
  }

  /** @returns how many of the acknowledged starts of a definition have no instance. */
  missing(definition: number): number {
    const story = this.#byDefinition.get(definition);
    return story ? Math.max(0, story.acknowledged.length - story.instances.size) : 0;
  }

  /** Whether anybody called to start a definition. */
  isCalled(definition: number): boolean {
    return (this.#byDefinition.get(definition)?.called ?? 0) > 0;
  }

  /** The moment of the last start that the scheduler said yes to, of a definition that is forgotten too. */
  get lastAcknowledged(): Micros {
    return this.#lastAcknowledged;
  }

  /** Whether a definition was called for once and is there once: what comes of it later can be counted anew. */
  isDone(definition: number): boolean {
    const story = this.#byDefinition.get(definition);
    if (!story || story.scheduled > 0 || story.complemented || story.waiting.size > 0 || story.errors.length > 0)
      return false;
    return story.called === 1 && story.acknowledged.length === 1 && story.instances.size === 1;
  }

  forget({ definition }: Past): void {
    this.#byDefinition.delete(definition);
  }

  observe(event: HistoryEvent): void {
    switch (event.type) {
      case 'call.invoke':
        this.#invoke(event);
        break;
      case 'call.ok':
      case 'call.fail':
      case 'call.info':
        this.#answer(event);
        break;
      case 'row':
        this.#row(event);
        break;
      default:
    }
  }

  #invoke({ operation, request, call }: EventOf<'call.invoke'>): void {
    const { definition } = request;
    if (operation !== 'start workflow' || typeof definition !== 'number') return;
    this.#story(definition).called += 1;
    this.#open.set(call, definition);
  }

  #answer({ type, call, at, seq }: EventOf<'call.ok' | 'call.fail' | 'call.info'>): void {
    const definition = this.#open.get(call);
    if (definition === undefined) return;
    this.#open.delete(call);
    if (type === 'call.ok') {
      this.#story(definition).acknowledged.push({ at, seq });
      this.#lastAcknowledged = Math.max(this.#lastAcknowledged, at);
    }
    if (type === 'call.fail') this.#story(definition).refused += 1;
  }

  #row(row: RowEvent): void {
    if (row.table === 'task') return;
    // Since 3.3 the timer makes an instance itself, and its command names it.
    if (row.table === 'command' && row.op === 'insert' && row.kind === 'SCHEDULER')
      this.#story(row.definition).scheduled += 1;
    // Commands for an instance that exists make no new one.
    if (row.table !== 'workflow' && row.workflow !== null) return;
    const story = this.#story(row.definition);
    switch (row.table) {
      case 'workflow':
        if (!story.instances.has(row.workflow)) story.instances.set(row.workflow, momentOf(row));
        break;
      case 'command':
        if (row.op === 'delete') story.waiting.delete(row.command);
        else story.waiting.set(row.command, momentOf(row));
        if (row.kind === 'COMPLEMENT_DATA') story.complemented = true;
        break;
      case 'error-command':
        if (row.op === 'insert') story.errors.push({ ...momentOf(row), message: row.message });
    }
  }

  #story(definition: number): OpenSubmission {
    const known = this.#byDefinition.get(definition);
    if (known) return known;
    const story: OpenSubmission = {
      definition,
      acknowledged: [],
      called: 0,
      refused: 0,
      scheduled: 0,
      complemented: false,
      instances: new Map(),
      waiting: new Map(),
      errors: [],
    };
    this.#byDefinition.set(definition, story);
    return story;
  }
}

function momentOf({ at, seq }: Moment): Moment {
  return { at, seq };
}
