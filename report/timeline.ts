import { dispatchersOf } from '../checkers/dispatchers.ts';
import { beginOf } from '../history/begin.ts';
import type { HistoryEvent, RowEvent } from '../history/event.ts';
import { keyOf } from '../history/task-key.ts';
import { MICROS_PER_SECOND, type Micros } from '../history/time.ts';
import { executionsByTask } from './timeline/executions.ts';
import { faultBands } from './timeline/faults.ts';
import { linkLanes } from './timeline/links.ts';
import type { Attempt, Mark, TaskLane, Timeline, WorkflowLane } from './timeline/model.ts';
import { serverLanes } from './timeline/servers.ts';
import { sessionLanes } from './timeline/sessions.ts';
import { commandMarks, Names, ownerships, stateSpans, takeovers, workflowRows } from './timeline/workflows.ts';

type TaskRow = Extract<RowEvent, { table: 'task' }>;

/** Draws nothing yet: says what there is to draw. Events may come in any order; their own times count. */
export function buildTimeline(unordered: readonly HistoryEvent[]): Timeline {
  const events = unordered.toSorted((left, right) => left.at - right.at || left.seq - right.seq);
  const begin = beginOf(events);
  const from = begin?.at ?? events[0]?.at ?? 0;
  const to = Math.max(from, events.at(-1)?.at ?? from);
  const faults = faultBands(events, to);
  const rows = Map.groupBy(workflowRows(events), (row) => row.workflow);
  const owned = new Map([...rows].map(([workflow, own]) => [workflow, ownerships(own, to)]));
  const taken = new Map([...owned].map(([workflow, own]) => [workflow, takeovers(own)]));
  const tasks = taskLanes(events, begin?.beatEvery ?? MICROS_PER_SECOND / 2, to);
  const tasksOf = Map.groupBy(tasks, (task) => task.workflow);
  const commands = commandMarks(events);
  const names = new Names(events);
  const workflows = [...new Set([...rows.keys(), ...tasksOf.keys()])];
  return {
    from,
    to,
    workload: events.find((event) => event.type === 'run.workflow')?.at ?? from,
    cutShort: !events.some((event) => event.type === 'run.end'),
    servers: serverLanes(
      events,
      { begin, faults, ownerships: [...owned.values()].flat(), takeovers: [...taken.values()].flat() },
      to,
    ),
    sessions: sessionLanes(events, to),
    links: linkLanes(events, to),
    workflows: workflows
      .toSorted((left, right) => left - right)
      .map(
        (workflow): WorkflowLane => ({
          workflow,
          name: names.workflow(workflow),
          states: stateSpans(rows.get(workflow) ?? [], to),
          owners: owned.get(workflow) ?? [],
          takeovers: taken.get(workflow) ?? [],
          commands: commands.get(workflow) ?? [],
          tasks: tasksOf.get(workflow) ?? [],
        }),
      ),
    dispatches: [...dispatchersOf(events)].map(([execution, { writer, at, seq }]) => {
      return { server: writer, at, event: seq, execution };
    }),
    faults,
    gaps: events.flatMap((event): Mark[] => {
      if (event.type !== 'run.gap') return [];
      const label = `${event.witness} missed something: ${event.reason}`;
      return [{ kind: 'gap', at: event.at, label, events: [event.seq] }];
    }),
  };
}

/** A lane for each task that ran, has a row, or should have had one. */
function taskLanes(events: readonly HistoryEvent[], beatEvery: Micros, end: Micros): TaskLane[] {
  const names = new Names(events);
  const executions = executionsByTask(events, beatEvery, end);
  const rows = Map.groupBy(
    events.filter((event): event is TaskRow => event.type === 'row' && event.table === 'task'),
    keyOf,
  );
  const submitted = workflowRows(events).flatMap(({ workflow }) =>
    (names.definition(workflow)?.tasks ?? []).map(({ task }) => keyOf({ workflow, task })),
  );
  return [...new Set([...submitted, ...rows.keys(), ...executions.keys()])].map((key) => {
    const [workflow = 0, task = 0] = key.split('/').map(Number);
    const name = names.task(workflow, task);
    return {
      workflow,
      task,
      name,
      executions: executions.get(key) ?? [],
      attempts: attempts(rows.get(key) ?? [], end),
    };
  });
}

function attempts(rows: readonly TaskRow[], end: Micros): Attempt[] {
  return [...Map.groupBy(rows, (row) => row.taskInstance)].map(([taskInstance, own]) => {
    return { taskInstance, states: stateSpans(own, end) };
  });
}
