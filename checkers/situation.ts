import type { EventOf, HistoryEvent } from '../history/event.ts';
import type { Source } from '../history/events/base.ts';
import type { TaskKey } from '../history/task-key.ts';
import { type Micros, toSeconds } from '../history/time.ts';
import { Dispatches } from './dispatches.ts';
import { type Execution, Executions } from './executions.ts';
import { type FaultStory, Faults } from './faults.ts';
import { Forgotten, type Past } from './forgotten.ts';
import { Losses } from './losses.ts';
import { Nodes } from './nodes.ts';
import { Receipts } from './receipts.ts';
import { Requests } from './requests.ts';
import { Submissions } from './submissions.ts';
import { TaskRows } from './task-rows.ts';
import { Workflows } from './workflows.ts';

type Definition = EventOf<'run.workflow'>;
type Task = Definition['tasks'][number];

/**
 * What all checkers know at a moment of the history: they read it, and `observe` alone changes it, in time order. Memory is one
 * record for each workflow, task instance, execution, command, call that starts a workflow, fault, server, session, loss and time that a
 * failover's lock was held, until the workflow is forgotten; heartbeats take none.
 */
export class Situation {
  readonly begin: EventOf<'run.begin'>;
  readonly executions = new Executions();
  readonly workflows = new Workflows();
  readonly dispatches = new Dispatches();
  readonly receipts = new Receipts();
  readonly requests = new Requests();
  readonly submissions = new Submissions();
  readonly taskRows = new TaskRows();
  readonly nodes = new Nodes();
  readonly forgotten = new Forgotten();
  readonly faults: Faults;
  readonly losses: Losses;
  readonly gaps: EventOf<'run.gap'>[] = [];
  readonly #definitions = new Map<number, Definition>();
  readonly #roles: ReadonlyMap<string, string>;

  constructor(begin: EventOf<'run.begin'>) {
    this.begin = begin;
    this.faults = new Faults(begin.faults);
    this.losses = new Losses(begin.uncertainty);
    this.#roles = new Map(begin.servers.map(({ name, role }) => [name, role]));
  }

  /** By witness, so that heartbeats and rows, which are most of a history, are shown to few. */
  observe(event: HistoryEvent): void {
    switch (event.source) {
      case 'witness':
        this.executions.observe(event);
        if (event.type === 'execution.start') this.dispatches.observe(event);
        break;
      case 'audit':
        this.workflows.observe(event);
        this.requests.observe(event);
        this.taskRows.observe(event);
        this.dispatches.observe(event);
        this.submissions.observe(event);
        break;
      case 'registry':
        this.nodes.observe(event);
        this.losses.observe(event);
        break;
      case 'client':
        this.submissions.observe(event);
        break;
      case 'nemesis':
        this.faults.observe(event);
        break;
      case 'harness':
        if (event.type === 'run.workflow') this.#definitions.set(event.definition, event);
        if (event.type === 'run.gap') this.gaps.push(event);
        break;
      case 'engine':
        this.losses.observe(event);
        break;
      case 'log':
        this.dispatches.observe(event);
        this.receipts.observe(event);
        break;
      default:
    }
  }

  /** Gives up what it holds of a workflow that is over; only the counts of it remain. */
  forget(past: Past): void {
    const held = past.executions.flatMap((execution) =>
      this.faults.all().filter((story) => this.ranDuring(execution, story, Number.POSITIVE_INFINITY)),
    );
    this.forgotten.add(
      past,
      held.map(({ fault }) => fault),
    );
    this.executions.forget(past);
    this.workflows.forget(past);
    this.dispatches.forget(past);
    this.receipts.forget(past);
    this.requests.forget(past);
    this.submissions.forget(past);
    this.taskRows.forget(past);
    this.#definitions.delete(past.definition);
  }

  /** Whether an execution was certainly alive while a fault held: until its heal, or until `end` where it has none. */
  ranDuring({ start, last }: Execution, { begin, heal }: FaultStory, end: Micros): boolean {
    if (!begin) return false;
    return Math.min(last.at, heal?.at ?? end) - Math.max(start.at, begin.at) > this.tolerance('witness', 'nemesis');
  }

  /** µs within which the order of a time of one source and a time of the other is unknown. */
  tolerance(one: Source, other: Source): Micros {
    const { uncertainty } = this.begin;
    // A source whose error nobody states is in no order with any other.
    return (uncertainty[one] ?? Number.POSITIVE_INFINITY) + (uncertainty[other] ?? Number.POSITIVE_INFINITY);
  }

  /** Whether a witness watches this run at all. */
  hasWitness(witness: Source): boolean {
    return this.begin.uncertainty[witness] !== undefined;
  }

  /** A server's role in the run's header; nothing where it is not named there. */
  roleOf(server: string): string | undefined {
    return this.#roles.get(server);
  }

  /** Whether a witness may have missed something by now: then nothing follows from what it did not tell. */
  hasGap(witness: Source): boolean {
    return this.gaps.some((gap) => gap.witness === witness);
  }

  /** The latest moment at which an execution can have been alive: killed outright, it ended before its next beat was due. */
  latestEnd(execution: Execution): Micros {
    return execution.exitCode === undefined ? execution.last.at + this.begin.beatEvery : execution.last.at;
  }

  /** Whether an execution can have been alive at a moment of the harness's clock, at or after its last sign of life. */
  mayBeAlive(execution: Execution, at: Micros): boolean {
    return execution.exitCode === undefined && this.latestEnd(execution) + this.tolerance('witness', 'harness') >= at;
  }

  /** The workflows that were defined, in that order. */
  definitions(): Iterable<Definition> {
    return this.#definitions.values();
  }

  /** For sentences: `the workflow nightly`, or its code where the definition is unknown. */
  definitionName(definition: number): string {
    return `the workflow ${this.#definitions.get(definition)?.name ?? definition}`;
  }

  /** A task as its workflow was submitted; nothing where the history does not hold the definition. */
  task({ workflow, task }: TaskKey): Task | undefined {
    return this.tasksOf(workflow).find((candidate) => candidate.task === task);
  }

  /** The definition of an instance's workflow, as it was submitted. */
  definitionOf(workflow: number): Definition | undefined {
    const definition = this.workflows.definitionOf(workflow);
    return definition === undefined ? undefined : this.#definitions.get(definition);
  }

  /** The tasks of an instance's workflow as it was submitted; none where the history does not hold the definition. */
  tasksOf(workflow: number): readonly Task[] {
    return this.definitionOf(workflow)?.tasks ?? [];
  }

  /** The definition that a task runs as a workflow of its own, started by a master: such a task has no process. */
  runs(key: TaskKey): number | undefined {
    return this.task(key)?.runs;
  }

  /** Whether a task of a definition that the history holds runs this one. */
  isRunByTask(definition: number): boolean {
    return [...this.#definitions.values()].some(({ tasks }) => tasks.some(({ runs }) => runs === definition));
  }

  /** The instance and all that may be its sub-workflows: each instance of a definition that its tasks run, since nothing tells whose it is. */
  withSubWorkflows(workflow: number): readonly number[] {
    const all = new Set([workflow]);
    // What is added meanwhile is looked at in its turn.
    for (const each of all) {
      const runs = this.tasksOf(each).flatMap((task) => task.runs ?? []);
      const parts = runs.length === 0 ? [] : [...this.workflows.all()].map(({ latest }) => latest);
      for (const part of parts) if (runs.includes(part.definition)) all.add(part.workflow);
    }
    return [...all];
  }

  /** For sentences: `12.3 s` since the run began. */
  when(at: Micros): string {
    return `${toSeconds(at - this.begin.at)} s`;
  }

  /** For sentences: `10.2–55.2 s`. */
  stretch(from: Micros, to: Micros): string {
    return `${toSeconds(from - this.begin.at)}–${this.when(to)}`;
  }

  /** For sentences: `task long`, or its code where the definition is unknown. */
  taskName(key: TaskKey): string {
    return `task ${this.task(key)?.name ?? key.task}`;
  }

  /** For sentences: `workflow 3, task long`. */
  keyName(key: TaskKey): string {
    return `workflow ${key.workflow}, ${this.taskName(key)}`;
  }
}
