import { inTimeOrder } from '../../checkers/time-order.ts';
import type { Verdict } from '../../checkers/verdict.ts';
import type { EventOf, HistoryEvent, RowEvent } from '../../history/event.ts';

/** What a run came by: each a short text, the same whenever the same happens. What no run has had before is worth going after. */
export interface Coverage {
  readonly features: readonly string[];
  /** Which of them say that the run came near to something: a finding that is only possible, a failover while a fault held. */
  readonly near: readonly string[];
}

/**
 * The features of a run, sorted: what servers said, and who lost its session, was taken over or died, each with the faults that held then; which state
 * of a task or workflow followed which, and whether its owner wrote it; how far each task was at a takeover; how often a task was executed; faults that
 * held at once; findings by their proof. Pure. O(n log n).
 */
export function coverageOfRun(events: readonly HistoryEvent[], verdict: Verdict): Coverage {
  const reader = new Reader();
  for (const event of inTimeOrder(events)) reader.observe(event);
  const findings = [...verdict.violations, ...verdict.doubts, ...verdict.notes];
  const proofs = findings.map(({ anomaly, proof }) => `finding ${anomaly} ${proof}`);
  const features = [...new Set([...reader.features(), ...proofs])].sort();
  return { features, near: features.filter(isNear) };
}

function isNear(feature: string): boolean {
  return (
    /^finding .* possible$/.test(feature) ||
    /^(takeover|failover-command|log workflow-failover .*) under /.test(feature)
  );
}

type WorkflowRow = Extract<RowEvent, { table: 'workflow' }>;
type TaskRow = Extract<RowEvent, { table: 'task' }>;

/** Folds a history in time order into its features. */
class Reader {
  readonly #features = new Set<string>();
  readonly #roles = new Map<string, string>();
  readonly #taskNames = new Map<number, string>();
  /** Faults that hold: their kinds, by name. */
  readonly #held = new Map<string, string>();
  #struck = false;
  /** By workflow: the masters that its row has named, in turn. */
  readonly #owners = new Map<number, string[]>();
  /** By workflow, and in it by task: the latest state of its latest row. */
  readonly #states = new Map<string, string>();
  readonly #tasksOf = new Map<number, Map<number, string>>();
  readonly #executions = new Map<string, number>();
  readonly #servers = new Map<string, string>();

  features(): Iterable<string> {
    return this.#features;
  }

  observe(event: HistoryEvent): void {
    switch (event.type) {
      case 'run.begin':
        for (const { name, role } of event.servers) this.#roles.set(name, role);
        break;
      case 'run.workflow':
        for (const { task, name } of event.tasks) this.#taskNames.set(task, name);
        break;
      case 'fault.begin':
      case 'fault.heal':
      case 'fault.missed':
        this.#fault(event);
        break;
      case 'log':
        this.#add(`log ${event.fact} of ${this.#role(event.server)} ${this.#phase()}`);
        break;
      case 'session.own':
        this.#servers.set(event.session, event.server);
        break;
      case 'session.end':
        this.#add(`session of ${this.#role(this.#servers.get(event.session))} ${event.reason} ${this.#phase()}`);
        break;
      case 'container.die':
        this.#add(`${this.#role(event.server)} died with ${event.exitCode} ${this.#phase()}`);
        break;
      case 'execution.start':
        this.#execution(event);
        break;
      case 'row':
        this.#row(event);
        break;
      default:
    }
  }

  #add(feature: string): void {
    this.#features.add(feature);
  }

  #role(server: string | undefined): string {
    return (server === undefined ? undefined : this.#roles.get(server)) ?? 'nobody known';
  }

  /** When it was, as faults go: `before faults`, `under pause+refuse`, `after faults`. */
  #phase(): string {
    if (this.#held.size > 0) return `under ${[...new Set(this.#held.values())].sort().join('+')}`;
    return this.#struck ? 'after faults' : 'before faults';
  }

  #fault(event: EventOf<'fault.begin' | 'fault.heal' | 'fault.missed'>): void {
    if (event.type === 'fault.begin') {
      this.#add(`${event.kind} of ${this.#role(event.target)} ${this.#phase()}`);
      this.#struck = true;
      this.#held.set(event.fault, event.kind);
    } else if (event.type === 'fault.heal') this.#held.delete(event.fault);
    else this.#add(`missed ${event.step}`);
  }

  #execution({ workflow, task }: EventOf<'execution.start'>): void {
    const key = `${workflow}/${task}`;
    const count = (this.#executions.get(key) ?? 0) + 1;
    this.#executions.set(key, count);
    this.#add(`execution ${count} of ${this.#taskName(task)}`);
  }

  #taskName(task: number): string {
    return this.#taskNames.get(task) ?? 'an unknown task';
  }

  #row(row: RowEvent): void {
    switch (row.table) {
      case 'workflow':
        this.#workflowRow(row);
        break;
      case 'task':
        this.#taskRow(row);
        break;
      case 'command':
        if (row.op === 'insert' && row.kind.startsWith('RECOVER_TOLERANCE'))
          this.#add(`failover-command ${this.#phase()}`);
        break;
      case 'error-command':
        this.#add(`error command ${row.kind}`);
        break;
    }
  }

  #workflowRow(row: WorkflowRow): void {
    const owners = this.#owners.get(row.workflow) ?? [];
    this.#follow('workflow', `${row.workflow}`, row);
    if (row.owner === null || owners.at(-1) === row.owner) return;
    if (owners.length > 0) this.#takeover(row.workflow);
    this.#owners.set(row.workflow, [...owners, row.owner]);
  }

  #takeover(workflow: number): void {
    this.#add(`takeover ${this.#phase()}`);
    for (const [task, state] of this.#tasksOf.get(workflow) ?? [])
      this.#add(`takeover with ${this.#taskName(task)} ${state}`);
  }

  #taskRow(row: TaskRow): void {
    this.#follow('task', `${row.workflow}/${row.taskInstance}`, row);
    const tasks = this.#tasksOf.get(row.workflow) ?? new Map<number, string>();
    tasks.set(row.task, row.state);
    this.#tasksOf.set(row.workflow, tasks);
  }

  /** Which state followed which, and who wrote it. */
  #follow(what: 'workflow' | 'task', name: string, { state, writer, workflow }: WorkflowRow | TaskRow): void {
    const key = `${what} ${name}`;
    const before = this.#states.get(key) ?? 'none';
    this.#states.set(key, state);
    if (before !== state) this.#add(`${what} ${before} > ${state} by ${this.#standing(workflow, writer)}`);
  }

  #standing(workflow: number, writer: string | undefined): string {
    const owners = this.#owners.get(workflow) ?? [];
    if (writer === undefined) return 'nobody known';
    if (owners.at(-1) === writer) return 'its owner';
    return owners.includes(writer) ? 'a former owner' : `a ${this.#role(writer)}`;
  }
}
