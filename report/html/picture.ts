import type { FaultBand, Timeline } from '../timeline/model.ts';
import { axis, axisHeight, grid } from './axis.ts';
import type { Lane, NamedFinding } from './lane.ts';
import { legend } from './legend.ts';
import { html, type Markup } from './markup.ts';
import { Scale } from './scale.ts';
import { serverLane } from './server-lane.ts';
import { item } from './shapes.ts';
import { taskLane } from './task-lane.ts';
import { workflowLane } from './workflow-lane.ts';

const workerLooks = 6;

/** The timeline: lanes below one axis of seconds, their words on the left, and what the colours mean. */
export function picture(timeline: Timeline, findings: readonly NamedFinding[]): Markup {
  const scale = new Scale(timeline.from, timeline.to);
  const workers = workersOf(timeline);
  const workerLook = (worker: string) => `worker-${workers.indexOf(worker) % workerLooks}`;
  const lanes: Lane[] = [
    ...timeline.servers.map((lane) => serverLane(lane, scale)),
    ...timeline.workflows.flatMap((workflow) => {
      const own = findings.filter(({ finding }) => finding.workflow === workflow.workflow);
      const known = new Set(workflow.tasks.map((task) => task.task));
      const ofWhole = own.filter(({ finding }) => finding.task === undefined || !known.has(finding.task));
      return [
        workflowLane(workflow, ofWhole, scale),
        ...workflow.tasks.map((task) => {
          const ofTask = own.filter(({ finding }) => finding.task === task.task);
          return taskLane(task, ofTask, scale, workerLook);
        }),
      ];
    }),
  ];
  let y = 0;
  const placed = lanes.map((lane) => {
    const top = y;
    y += lane.height;
    return html`<g class="lane ${lane.kind}" transform="translate(0 ${top})"><rect class="ground" width="100%" height="${lane.height}"/>
<line class="border" x2="100%" y1="${lane.height - 0.5}" y2="${lane.height - 0.5}"/><g class="items">${lane.picture}</g></g>`;
  });
  const labels = lanes.map((lane) => {
    return html`<div class="label ${lane.kind}" style="height:${lane.height}px" title="${lane.title}">
<b>${lane.title}</b> <span>${lane.detail}</span></div>`;
  });
  return html`<div class="scroller" id="scroller"><div class="sheet" id="sheet">
<div class="row top"><div class="corner" style="height:${axisHeight}px"></div>
<svg class="axis" height="${axisHeight}" role="group" aria-label="Seconds since the run began">
${axis(scale)}<g class="items">${gaps(timeline, scale)}</g></svg></div>
<div class="row"><div class="labels">${labels}</div>
<svg class="lanes" id="lanes" data-workload="${scale.x(timeline.workload)}" height="${y}" role="group" aria-label="Timeline: arrow keys move, Enter shows the events">
${patterns}<g class="grounds">${placed.length === 0 && html`<text x="12" y="20">No events.</text>`}</g>
<g class="grid">${grid(scale)}</g>${timeline.faults.map((fault) => tint(fault, scale))}
${placed}</svg></div></div></div>
${legend(
  timeline,
  findings,
  workers.map((worker) => ({ worker, look: workerLook(worker) })),
)}`;
}

function workersOf(timeline: Timeline): string[] {
  const executions = timeline.workflows.flatMap((workflow) => workflow.tasks.flatMap((task) => task.executions));
  const used = new Set(executions.map((execution) => execution.worker));
  const known = timeline.servers.map((lane) => lane.server).filter((server) => used.has(server));
  return [...new Set([...known, ...used])];
}

/** Over all lanes, so that one sees what ran meanwhile; the bar on the target's own lane says what it is. */
function tint({ from, effective, heal, to }: FaultBand, scale: Scale): Markup {
  const sure = effective ?? to;
  const lines = [from, effective, heal, to].map(
    (at) => at !== null && html`<line x1="${scale.x(at)}" x2="${scale.x(at)}" y1="0" y2="100%"/>`,
  );
  return html`<g class="tint"><rect x="${scale.x(from)}" width="${scale.width(from, to)}" height="100%"/>
<rect x="${scale.x(sure)}" width="${scale.width(sure, heal ?? to)}" height="100%"/>${lines}</g>`;
}

function gaps(timeline: Timeline, scale: Scale): Markup[] {
  return timeline.gaps.map((gap) => {
    const shape = html`<svg x="${scale.x(gap.at)}" overflow="visible"><path d="M-5 26l5 -9l5 9z"/></svg>`;
    return item({ look: 'mark gap', title: `${scale.time(gap.at)}: ${gap.label}`, events: gap.events }, shape);
  });
}

const patterns = html`<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
<rect class="hatch" width="3" height="7"/></pattern></defs>`;
