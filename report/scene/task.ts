import { toSeconds } from '../../history/time.ts';
import { plural } from '../counts.ts';
import type { ExecutionBar, TaskLane } from '../timeline/model.ts';
import type { Clock } from './clock.ts';
import { type NamedFinding, stackFindings } from './findings.ts';
import { laneBottom, laneTop } from './measures.ts';
import type { SceneItem, SceneLane } from './model.ts';
import { type Group, stack } from './stack.ts';
import { stateItems } from './workflow.ts';

/** Executions as their own processes witnessed them; under them, thinner, what the scheduler's rows said meanwhile. */
export function taskLane(
  lane: TaskLane,
  findings: readonly NamedFinding[],
  clock: Clock,
  tools: { readonly toneOf: (worker: string) => string; readonly room: number },
): SceneLane {
  const { workflow, name } = lane;
  const found = stackFindings(findings, clock, { top: laneTop, room: tools.room, workflow });
  const executions = stack(
    lane.executions.map((execution) => executionGroup(execution, lane, clock, tools.toneOf(execution.worker))),
    { top: found.bottom, height: 22 },
  );
  const attempts = stack(
    lane.attempts.map(({ taskInstance, states }) => {
      return { items: stateItems(states, clock, { subject: `${name}, task instance ${taskInstance}`, workflow }) };
    }),
    { top: executions.bottom, height: 13, gap: 2, room: tools.room },
  );
  return {
    group: 'task',
    title: name,
    detail: lane.executions.length === 0 ? 'never ran' : plural(lane.executions.length, 'execution'),
    height: Math.max(40, attempts.bottom + laneBottom),
    workflow,
    rows: [...found.rows, ...executions.rows, ...attempts.rows],
  };
}

function executionGroup(execution: ExecutionBar, lane: TaskLane, clock: Clock, tone: string): Group {
  const { label, worker, events, end } = execution;
  const text = `${label}  ${worker}  ${toSeconds(execution.to - execution.from)} s, ${ending(execution)}`;
  const title =
    `execution ${label} of ${lane.name} on ${worker}, ${clock.during(execution)}, ${ending(execution)}, ` +
    `task instance ${execution.taskInstance}, ${plural(execution.beats, 'heartbeat')}`;
  const silent = execution.silences.map((silence): SceneItem => {
    const words = `no heartbeat ${clock.during(silence)}`;
    return { shape: 'bar', tone: 'silence', ...clock.edges(silence), label: '', title: words, events };
  });
  const { workflow } = lane;
  const what = { workflow, execution: execution.execution };
  const item: SceneItem = { shape: 'bar', tone, ...clock.edges(execution), label: text, title, events, ...what };
  const last = clock.edges({ from: execution.to, to: execution.to });
  const ended = { ...last, label: '', title, events };
  if (end.how === 'silent') {
    // It ended before the heartbeat that never came.
    const tail = { ...item, ...clock.edges({ from: execution.to, to: end.due }), tone: 'tail', label: '' };
    return { items: [item], over: [...silent, tail, { shape: 'cross', tone: 'violation', ...ended }] };
  }
  const failed = end.how === 'exited' && end.exitCode !== 0;
  return {
    items: [item],
    over: failed ? [...silent, { shape: 'flag', tone: 'final-bad', ...ended }] : silent,
  };
}

function ending({ end }: ExecutionBar): string {
  switch (end.how) {
    case 'exited':
      return `exit ${end.exitCode}`;
    case 'silent':
      return 'no end seen: killed or frozen';
    case 'running':
      return 'still running';
    default:
      return end satisfies never;
  }
}
