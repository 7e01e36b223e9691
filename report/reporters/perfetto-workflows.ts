import type { HistoryEvent } from '../../history/event.ts';
import { keyOf } from '../../history/task-key.ts';
import type { ExecutionBar, StateSpan, TaskLane, Timeline } from '../timeline/model.ts';
import { markMoment } from './perfetto-servers.ts';
import type { Slice, Trace } from './trace.ts';

type Row = Extract<HistoryEvent, { type: 'row'; table: 'workflow' | 'task' }>;
/** Shortest that can be seen and clicked, µs. */
const SHORTEST = 1_000;

/** A group of threads for each workflow instance: its states, and of each task its executions, its states and each write of its row. */
export function drawWorkflows(
  trace: Trace,
  { workflows, dispatches }: Timeline,
  events: readonly HistoryEvent[],
  servers: ReadonlyMap<string, number>,
): void {
  const rows = Map.groupBy(events.filter(isRow), (row) => (row.table === 'task' ? keyOf(row) : String(row.workflow)));
  const executions = new Map<string, { readonly bar: ExecutionBar; readonly task: TaskLane; readonly slice: Slice }>();
  const places = new Map<Slice, Parameters<Trace['flow']>[3]>();
  for (const { workflow, name, states, takeovers, commands, tasks } of workflows) {
    const pid = trace.process(`workflow ${workflow}: ${name}`);
    trace.slices(pid, 'state', 'state', states.map(stateSlice));
    trace.instants(pid, 'takeovers and commands', 'mark', [...takeovers, ...commands].map(markMoment));
    trace.instants(pid, 'rows', 'row', (rows.get(String(workflow)) ?? []).map(rowMoment));
    for (const task of tasks) {
      const slices = task.executions.map((bar) => {
        const slice = executionSlice(bar, task);
        executions.set(bar.execution, { bar, task, slice });
        return slice;
      });
      for (const [slice, place] of trace.slices(pid, task.name, 'execution', slices)) places.set(slice, place);
      for (const { taskInstance, states: own } of task.attempts) {
        trace.slices(pid, `${task.name}: task instance ${taskInstance}`, 'state', own.map(stateSlice));
      }
      trace.instants(pid, `${task.name}: rows`, 'row', (rows.get(keyOf(task)) ?? []).map(rowMoment));
    }
  }
  const sent = Map.groupBy(dispatches, ({ server }) => server);
  for (const [server, own] of sent) {
    const pid = servers.get(server);
    const arrows = own.flatMap(({ execution, at, event }) => {
      const there = executions.get(execution);
      if (!there) return [];
      const { bar, task, slice } = there;
      // Masters write that they have sent a task after they have: the process may be older than the row that names its sender.
      const from = Math.min(at, bar.from);
      const name = `${task.name}, ${bar.label} to ${bar.worker}`;
      const args = { workflow: task.workflow, task: task.task, execution, events: [event] };
      return [{ slice: { name, from, to: Math.max(at, from + SHORTEST), args }, target: slice }];
    });
    if (pid === undefined) continue;
    const begun = trace.slices(
      pid,
      'dispatches',
      'dispatch',
      arrows.map(({ slice }) => slice),
    );
    for (const { slice, target } of arrows) {
      const [from, to] = [begun.get(slice), places.get(target)];
      if (from && to) trace.flow('dispatch', 'dispatch', from, to);
    }
  }
}

function isRow(event: HistoryEvent): event is Row {
  return event.type === 'row' && (event.table === 'workflow' || event.table === 'task');
}

function executionSlice(bar: ExecutionBar, { workflow, task }: TaskLane): Slice {
  const { label, execution, worker, taskInstance, beats, silences, end, from, to, events } = bar;
  return {
    name: `${label} on ${worker}`,
    from,
    to,
    args: { execution, worker, workflow, task, taskInstance, beats, end, events },
    within: silences.map((span) => ({ ...span, name: 'silent', args: {} })),
  };
}

function stateSlice({ state, writer, final, from, to, events }: StateSpan): Slice {
  return { name: state, from, to, args: { writer: writer ?? 'none of the servers', final, events } };
}

function rowMoment(row: Row): Omit<Slice, 'to' | 'within'> {
  const { at, seq, op, state, writer, changed, transaction } = row;
  const instance = row.table === 'task' ? { taskInstance: row.taskInstance } : {};
  const name = `${op} ${state}${writer === undefined ? '' : ` by ${writer}`}`;
  return { name, from: at, args: { ...instance, transaction, changed, events: [seq] } };
}
