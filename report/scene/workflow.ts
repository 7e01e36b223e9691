import type { StateSpan, WorkflowLane } from '../timeline/model.ts';
import type { Clock } from './clock.ts';
import { type NamedFinding, stackFindings } from './findings.ts';
import { laneBottom, laneTop, markHeight } from './measures.ts';
import type { SceneItem, SceneLane } from './model.ts';
import { mark, ownershipItem } from './server.ts';
import { inTime, stack } from './stack.ts';

const stripHeight = 14;

/** Who owned the workflow, what the scheduler says of it as a whole, and what befell it. */
export function workflowLane(
  lane: WorkflowLane,
  findings: readonly NamedFinding[],
  clock: Clock,
  tools: { readonly toneOf: (owner: string) => string; readonly room: number },
): SceneLane {
  const { workflow } = lane;
  const found = stackFindings(findings, clock, { top: laneTop, room: tools.room, workflow });
  const marks = [...lane.commands, ...lane.takeovers].map((each) => mark(each, clock, workflow));
  const markRow = { y: found.bottom, height: markHeight - 2, items: inTime(marks), over: [] };
  const top = found.bottom + (marks.length > 0 ? markHeight : 0);
  const owners = stack(
    lane.owners.map((owner) => {
      const item = ownershipItem(owner, clock, tools.toneOf);
      return { items: [{ ...item, label: `${owner.owner} · epoch ${owner.epoch}` }] };
    }),
    { top, height: stripHeight },
  );
  const states = stack([{ items: stateItems(lane.states, clock, { subject: `workflow ${workflow}`, workflow }) }], {
    top: owners.bottom,
    height: stripHeight,
  });
  return {
    group: 'workflow',
    title: lane.name,
    detail: `workflow ${workflow}`,
    height: Math.max(26, states.bottom + laneBottom),
    workflow,
    rows: [...found.rows, ...(marks.length > 0 ? [markRow] : []), ...owners.rows, ...states.rows],
  };
}

/** The scheduler's rows: a thin strip, because what it says is a claim and not what happened. */
export function stateItems(
  states: readonly StateSpan[],
  clock: Clock,
  { subject, workflow }: { readonly subject: string; readonly workflow: number },
): SceneItem[] {
  return states.map((span) => {
    const writer = span.writer ?? 'nobody of the cluster';
    const title = `scheduler's row of ${subject}: ${span.state}, written by ${writer}, ${clock.during(span)}`;
    const tone = `${span.final ? 'final' : 'state'}-${kindOf(span.state)}`;
    const label = span.final ? span.state : `${span.state} · ${writer}`;
    const shape = span.final ? 'flag' : 'bar';
    return { shape, tone, ...clock.edges(span), label, title, events: span.events, workflow };
  });
}

/** Colour is a hint only; the word stands beside it. */
function kindOf(state: string): string {
  if (/SUCCESS$/.test(state) && !/SUBMITTED/.test(state)) return 'good';
  return /FAIL|KILL|STOP|FAULT/.test(state) ? 'bad' : 'neutral';
}
