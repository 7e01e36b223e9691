import type { StateSpan, WorkflowLane } from '../timeline/model.ts';
import { findingBars, type Lane, laneGap, type NamedFinding } from './lane.ts';
import { html, type Markup } from './markup.ts';
import type { Scale } from './scale.ts';
import { bar, during, flag, item, type Place, pointer } from './shapes.ts';

const markHeight = 12;
const stripHeight = 14;

/** What the scheduler says of the workflow as a whole, and what befell it. */
export function workflowLane(lane: WorkflowLane, findings: readonly NamedFinding[], scale: Scale): Lane {
  const found = findingBars(findings, scale, laneGap);
  const marksAt = laneGap + found.height;
  const stripAt = marksAt + markHeight;
  const height = stripAt + stripHeight + laneGap;
  const states = stateStrip(lane.states, scale, { y: stripAt, height: stripHeight }, `workflow ${lane.workflow}`);
  const commands = lane.commands.map((mark) => pointer(scale, mark, marksAt));
  const taken = lane.takeovers.map((mark) => pointer(scale, mark, marksAt));
  return {
    kind: 'workflow',
    title: lane.name,
    detail: `workflow ${lane.workflow}`,
    height,
    picture: html`${found.shade(height)}${states}${commands}${taken}${found.bars}`,
  };
}

/** The scheduler's rows: a thin strip, because what it says is a claim and not what happened. */
export function stateStrip(states: readonly StateSpan[], scale: Scale, place: Place, subject: string): Markup[] {
  return states.map((span) => {
    const writer = span.writer ?? 'nobody of the cluster';
    const title = `scheduler's row of ${subject}: ${span.state}, written by ${writer}, ${during(scale, span)}`;
    const look = `state ${span.final ? 'final' : 'passing'} ${tone(span.state)}`;
    const shape = span.final
      ? flag(scale, span.from, place, span.state)
      : bar(scale, span, place, `${span.state} · ${writer}`);
    return item({ look, title, events: span.events }, shape);
  });
}

/** Colour is a hint only; the word stands beside it. */
function tone(state: string): string {
  if (/SUCCESS$/.test(state) && !/SUBMITTED/.test(state)) return 'good';
  return /FAIL|KILL|STOP|FAULT/.test(state) ? 'bad' : 'neutral';
}
