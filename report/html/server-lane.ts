import { toSeconds } from '../../history/time.ts';
import type { FaultBand, Outage, Ownership, ServerLane } from '../timeline/model.ts';
import { type Lane, laneGap } from './lane.ts';
import { html, type Markup } from './markup.ts';
import { pack } from './pack.ts';
import type { Scale } from './scale.ts';
import { bar, during, item, type Place, pointer } from './shapes.ts';

const rowHeight = 20;
/** A master may own hundreds of workflows at once; beyond this many rows their bars are thin and without words. */
const mostWorded = 6;
const denseHeight = 7;
const markHeight = 12;
const emptyHeight = 24;

/** Faults and outages on top, under them the workflows that the server owned. */
export function serverLane(lane: ServerLane, scale: Scale): Lane {
  let y = laneGap;
  const marks = lane.marks.map((mark) => pointer(scale, mark, laneGap));
  if (marks.length > 0) y += markHeight;
  const row = <Span extends { from: number; to: number }>(
    spans: readonly Span[],
    draw: (span: Span, place: Place) => Markup,
  ) => {
    const { rows, count } = pack(spans);
    const top = y;
    const step = count > mostWorded ? denseHeight : rowHeight;
    y += count * step;
    return spans.map((span, index) => draw(span, { y: top + (rows[index] ?? 0) * step, height: step - 3 }));
  };
  const faults = row(lane.faults, (fault, place) => faultBar(fault, scale, place));
  const outages = row(lane.outages, (outage, place) => outageBar(outage, scale, place));
  const owned = row(lane.ownerships, (ownership, place) => ownershipBar(ownership, scale, place));
  const picture = html`${faults}${outages}${owned}${marks}`;
  return { kind: 'server', title: lane.server, detail: lane.role, height: Math.max(emptyHeight, y + laneGap), picture };
}

/** Between begin and receipt, and while it is healed, nobody can say whether the fault holds: hatched. */
function faultBar(fault: FaultBand, scale: Scale, place: Place): Markup {
  const { from, effective, heal, to, kind } = fault;
  const phases = [
    {
      look: 'begun',
      from,
      to: effective ?? heal ?? to,
      label: effective === null ? `${kind}, no proof` : `${kind} begun`,
    },
    effective !== null && { look: 'holds', from: effective, to: heal ?? to, label: `${kind} holds, proved` },
    heal !== null && { look: 'healing', from: heal, to, label: 'healing' },
  ];
  const title = [
    `fault ${fault.fault}: ${kind} on ${fault.target}, begun ${scale.time(from)}`,
    effective === null ? 'without proof of effect' : `took effect ${scale.time(effective)}`,
    heal === null ? 'not healed' : `heal begun ${scale.time(heal)}`,
    fault.healed === null ? 'not proved healed' : `healed ${scale.time(fault.healed)}`,
  ].join(', ');
  const shapes = phases.map(
    (phase) => phase && html`<g class="${phase.look}">${bar(scale, phase, place, phase.label)}</g>`,
  );
  return item({ look: 'fault', title, events: fault.events }, html`${shapes}`);
}

function outageBar(outage: Outage, scale: Scale, place: Place): Markup {
  const title = `container ${outage.kind} ${during(scale, outage)}`;
  const label = `${outage.kind} ${toSeconds(outage.to - outage.from)} s`;
  return item({ look: `outage ${outage.kind}`, title, events: outage.events }, bar(scale, outage, place, label));
}

function ownershipBar(ownership: Ownership, scale: Scale, place: Place): Markup {
  const title = `${ownership.owner} owned workflow ${ownership.workflow} ${during(scale, ownership)}`;
  const label = `owns workflow ${ownership.workflow}`;
  return item({ look: 'ownership', title, events: ownership.events }, bar(scale, ownership, place, label));
}
