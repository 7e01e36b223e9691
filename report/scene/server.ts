import { toSeconds } from '../../history/time.ts';
import type { FaultBand, Mark, Outage, Ownership, ServerLane } from '../timeline/model.ts';
import type { Clock } from './clock.ts';
import { laneBottom, laneTop, markHeight } from './measures.ts';
import type { SceneItem, SceneLane } from './model.ts';
import { inTime, stack } from './stack.ts';

const barHeight = 18;
const groups: Readonly<Record<string, SceneLane['group']>> = { master: 'masters', worker: 'workers' };

/** Faults and outages on top, under them the workflows that the server owned, each epoch a bar of its own. */
export function serverLane(lane: ServerLane, clock: Clock, toneOf: (owner: string) => string): SceneLane {
  const marks = lane.marks.map((each) => mark(each, clock));
  const faultsTop = laneTop + (marks.length > 0 ? markHeight : 0);
  const faults = stack(
    lane.faults.map((fault) => ({ items: faultItems(fault, clock) })),
    { top: faultsTop, height: barHeight },
  );
  const outages = stack(
    lane.outages.map((outage) => ({ items: [outageItem(outage, clock)] })),
    { top: faults.bottom, height: barHeight },
  );
  const owned = stack(
    lane.ownerships.map((ownership) => ({ items: [ownershipItem(ownership, clock, toneOf)] })),
    { top: outages.bottom, height: barHeight },
  );
  const markRow = { y: laneTop, height: markHeight - 2, items: inTime(marks), over: [] };
  return {
    group: groups[lane.role] ?? 'others',
    title: lane.server,
    detail: lane.role,
    height: Math.max(22, owned.bottom + laneBottom),
    workflow: null,
    rows: [...(marks.length > 0 ? [markRow] : []), ...faults.rows, ...outages.rows, ...owned.rows],
  };
}

export function mark({ kind, at, label, events }: Mark, clock: Clock, workflow?: number): SceneItem {
  const edges = clock.edges({ from: at, to: at });
  const of = workflow === undefined ? {} : { workflow };
  return { shape: 'mark', tone: kind, ...edges, label: '', title: `${clock.time(at)}: ${label}`, events, ...of };
}

/** Between begin and receipt, and while it is healed, nobody can say whether the fault holds. */
function faultItems(fault: FaultBand, clock: Clock): SceneItem[] {
  const { from, effective, heal, to, kind, events } = fault;
  const title = [
    `fault ${fault.fault}: ${kind} on ${fault.target}, begun ${clock.time(from)}`,
    effective === null ? 'without proof of effect' : `took effect ${clock.time(effective)}`,
    heal === null ? 'not healed' : `heal begun ${clock.time(heal)}`,
    fault.healed === null ? 'not proved healed' : `healed ${clock.time(fault.healed)}`,
  ].join(', ');
  const phase = (tone: string, edges: { from: number; to: number }, label: string): SceneItem => {
    return { shape: 'bar', tone, ...clock.edges(edges), label, title, events };
  };
  const begun = effective === null ? `${kind}: no proof that it holds` : `${kind} begun`;
  return [
    phase('fault-begun', { from, to: effective ?? heal ?? to }, begun),
    ...(effective === null ? [] : [phase('fault-holds', { from: effective, to: heal ?? to }, `${kind} holds, proved`)]),
    ...(heal === null ? [] : [phase('fault-healing', { from: heal, to }, 'healing')]),
  ];
}

function outageItem(outage: Outage, clock: Clock): SceneItem {
  const title = `container ${outage.kind} ${clock.during(outage)}`;
  const label = `container ${outage.kind} ${toSeconds(outage.to - outage.from)} s`;
  return { shape: 'bar', tone: 'outage', ...clock.edges(outage), label, title, events: outage.events };
}

export function ownershipItem(ownership: Ownership, clock: Clock, toneOf: (owner: string) => string): SceneItem {
  const { workflow, owner, epoch, events } = ownership;
  const title = `${owner} owned workflow ${workflow} ${clock.during(ownership)}, epoch ${epoch}`;
  const label = `owns workflow ${workflow} · epoch ${epoch}`;
  return { shape: 'bar', tone: toneOf(owner), ...clock.edges(ownership), label, title, events, workflow };
}
