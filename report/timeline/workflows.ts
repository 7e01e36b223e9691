import type { EventOf, HistoryEvent, RowEvent } from '../../history/event.ts';
import type { Micros } from '../../history/time.ts';
import type { Mark, Ownership, StateSpan, Takeover } from './model.ts';
import { type Change, stretches } from './stretches.ts';

type WorkflowRow = Extract<RowEvent, { table: 'workflow' }>;
type StateRow = Extract<RowEvent, { table: 'workflow' | 'task' }>;
interface State {
  readonly state: string;
  readonly final: boolean;
  readonly writer: string | null;
}

export function workflowRows(events: readonly HistoryEvent[]): WorkflowRow[] {
  return events.filter((event): event is WorkflowRow => event.type === 'row' && event.table === 'workflow');
}

/** @returns what one row said over time. A final state is drawn as a moment: it lasts for ever, which says nothing. */
export function stateSpans(rows: readonly StateRow[], end: Micros): StateSpan[] {
  const changes = rows.map((row): Change<State> => {
    const value = { state: row.state, final: row.final, writer: row.writer ?? null };
    return { at: row.at, event: row.seq, value: row.op === 'delete' ? null : value };
  });
  const same = (left: State, right: State) =>
    left.state === right.state && left.final === right.final && left.writer === right.writer;
  return stretches(changes, end, same).map(({ value, from, to, open, events }) => {
    return value.final ? { ...value, from, to: from, open: false, events } : { ...value, from, to, open, events };
  });
}

/** @returns which master one workflow's row named while the workflow was not over. */
export function ownerships(rows: readonly WorkflowRow[], end: Micros): Ownership[] {
  const changes = rows.map((row): Change<string> => {
    return { at: row.at, event: row.seq, value: row.final || row.op === 'delete' ? null : row.owner };
  });
  const workflow = rows[0]?.workflow ?? 0;
  let epoch = 0;
  let last: string | undefined;
  return stretches(changes, end).map(({ value, ...span }) => {
    if (value !== last) epoch += 1;
    last = value;
    return { workflow, owner: value, epoch, ...span };
  });
}

/** @returns each change of owner, whether or not the row named nobody in between. */
export function takeovers(owned: readonly Ownership[]): Takeover[] {
  return owned.flatMap((next, index) => {
    const last = owned[index - 1];
    if (!last || last.owner === next.owner) return [];
    const label = `${next.owner} took workflow ${next.workflow} over from ${last.owner}`;
    const events = [...last.events.slice(-1), ...next.events.slice(0, 1)];
    return [
      { kind: 'takeover', at: next.from, label, workflow: next.workflow, from: last.owner, to: next.owner, events },
    ];
  });
}

/** @returns by workflow instance, what masters were asked to do with it. A command's removal is its execution and no news. */
export function commandMarks(events: readonly HistoryEvent[]): ReadonlyMap<number, readonly Mark[]> {
  const marks = new Map<number, Mark[]>();
  for (const event of events) {
    if (event.type !== 'row' || (event.table !== 'command' && event.table !== 'error-command')) continue;
    if (event.workflow === null || event.op !== 'insert') continue;
    const what = event.table === 'command' ? 'command' : 'failed command';
    const label = `${what} ${event.kind}${event.writer ? ` by ${event.writer}` : ''}`;
    const own = marks.get(event.workflow) ?? [];
    own.push({ kind: 'command', at: event.at, label, events: [event.seq] });
    marks.set(event.workflow, own);
  }
  return marks;
}

/** Names of workflows and tasks as submitted. */
export class Names {
  readonly #definitions = new Map<number, EventOf<'run.workflow'>>();
  readonly #definitionOf = new Map<number, number>();

  constructor(events: readonly HistoryEvent[]) {
    for (const event of events) {
      if (event.type === 'run.workflow') this.#definitions.set(event.definition, event);
      if (event.type === 'row' && event.table === 'workflow') this.#definitionOf.set(event.workflow, event.definition);
    }
  }

  definition(workflow: number): EventOf<'run.workflow'> | undefined {
    return this.#definitions.get(this.#definitionOf.get(workflow) ?? -1);
  }

  workflow(workflow: number): string {
    return this.definition(workflow)?.name ?? `workflow ${workflow}`;
  }

  task(workflow: number, task: number): string {
    return this.definition(workflow)?.tasks.find((each) => each.task === task)?.name ?? `task ${task}`;
  }
}
