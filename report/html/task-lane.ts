import { toSeconds } from '../../history/time.ts';
import { plural } from '../counts.ts';
import type { ExecutionBar, TaskLane } from '../timeline/model.ts';
import { findingBars, type Lane, laneGap, type NamedFinding } from './lane.ts';
import { html, type Markup } from './markup.ts';
import { pack } from './pack.ts';
import type { Scale } from './scale.ts';
import { bar, during, item, type Place } from './shapes.ts';
import { stateStrip } from './workflow-lane.ts';

const executionHeight = 24;
const stripHeight = 14;

/** Executions as their own processes witnessed them; under them, thinner, what the scheduler's rows said meanwhile. */
export function taskLane(
  lane: TaskLane,
  findings: readonly NamedFinding[],
  scale: Scale,
  workerLook: (worker: string) => string,
): Lane {
  const found = findingBars(findings, scale, laneGap);
  const executionsAt = laneGap + found.height;
  const executions = pack(lane.executions);
  const attempts = lane.attempts.map((attempt) => ({
    ...attempt,
    from: attempt.states[0]?.from ?? 0,
    to: attempt.states.at(-1)?.to ?? 0,
  }));
  const strips = pack(attempts, scale.room(22));
  const stripsAt = executionsAt + executions.count * (executionHeight + 3);
  const height = Math.max(42, stripsAt + strips.count * (stripHeight + 2) + laneGap);
  const bars = lane.executions.map((execution, index) => {
    const y = executionsAt + (executions.rows[index] ?? 0) * (executionHeight + 3);
    return executionBar(execution, lane, scale, { y, height: executionHeight }, workerLook(execution.worker));
  });
  const rows = attempts.flatMap(({ taskInstance, states }, index) => {
    const y = stripsAt + (strips.rows[index] ?? 0) * (stripHeight + 2);
    return stateStrip(states, scale, { y, height: stripHeight }, `${lane.name}, task instance ${taskInstance}`);
  });
  return {
    kind: 'task',
    title: lane.name,
    detail: lane.executions.length === 0 ? 'never ran' : plural(lane.executions.length, 'execution'),
    height,
    picture: html`${found.shade(height)}${bars}${rows}${found.bars}`,
  };
}

function executionBar(execution: ExecutionBar, lane: TaskLane, scale: Scale, place: Place, look: string): Markup {
  const { label, worker } = execution;
  const text = `${label}  ${worker}  ${toSeconds(execution.to - execution.from)} s, ${ending(execution)}`;
  const title =
    `execution ${label} of ${lane.name} on ${worker}, ${during(scale, execution)}, ${ending(execution)}, ` +
    `task instance ${execution.taskInstance}, ${plural(execution.beats, 'heartbeat')}`;
  const body = html`${bar(scale, execution, place, text)}${execution.silences.map((silence) => {
    return html`<g class="silence"><title>no heartbeat ${during(scale, silence)}</title>${bar(scale, silence, place)}</g>`;
  })}${tail(execution, scale, place)}`;
  const { events, execution: name } = execution;
  return item({ look: `execution ${look} ${execution.end.how}`, title, events, execution: name }, body);
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

/** Red where the process failed; cut where no end was seen: it ended before the heartbeat that never came. */
function tail({ end, to }: ExecutionBar, scale: Scale, place: Place): Markup | false {
  if (end.how === 'running' || (end.how === 'exited' && end.exitCode === 0)) return false;
  if (end.how === 'exited') {
    const cap = html`<rect x="-4" width="5" height="${place.height}"/>`;
    return html`<g class="failed"><svg x="${scale.x(to)}" y="${place.y}" overflow="visible">${cap}</svg></g>`;
  }
  const cross = html`<path class="cross" d="M3 -5l10 10m0 -10l-10 10"/>`;
  const at = html`<svg x="${scale.x(to)}" y="${place.y + place.height / 2}" overflow="visible">${cross}</svg>`;
  return html`<g class="tail">${bar(scale, { from: to, to: end.due }, place)}${at}</g>`;
}
