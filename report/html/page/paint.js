import { scene } from './data.js';
import { layout, rowAt } from './layout.js';
import { litFinding } from './lit.js';
import { paintArrows } from './paint-arrows.js';
import { paintRow } from './paint-items.js';
import { paintProof, paintTicks } from './paint-ticks.js';
import { state } from './state.js';
import { colour } from './theme.js';
import { size, xOf } from './view.js';

const steps = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600,
];

/** Moments with a round number of seconds, at least 80 pixels from each other. */
function roundMoments() {
  const seconds = (state.to - state.from) / 1e6;
  const step = steps.find((each) => (each / seconds) * size.width >= 80) ?? steps.at(-1);
  const first = Math.ceil(state.from / 1e6 / step - 1e-9);
  const count = Math.floor(seconds / step) + 2;
  const digits = step < 0.01 ? 3 : step < 0.1 ? 2 : step < 1 ? 1 : 0;
  return Array.from({ length: count }, (_, index) => {
    const second = (first + index) * step;
    return { x: xOf(second * 1e6), text: `${second.toFixed(digits)} s` };
  }).filter(({ x }) => x >= 0 && x <= size.width + 1);
}

/** Draws the lanes of which `top` to `top + size.height` is seen. */
export function paintLanes(context, top) {
  context.textBaseline = 'middle';
  context.fillStyle = colour('card');
  context.fillRect(0, 0, size.width, size.height);
  const first = rowAt(top);
  const finding = litFinding();
  paintGrounds(context, top, first);
  paintGrid(context);
  paintFaults(context);
  if (finding) paintShade(context, finding);
  for (let index = first; index < layout.rows.length; index += 1) {
    const { lane, place, y } = layout.rows[index];
    if (y - top > size.height) break;
    for (const row of lane.rows) {
      const at = y - top + row.y;
      if (at < size.height && at + row.height > 0) paintRow(context, row, y - top);
    }
    paintTicks(context, place, y - top + lane.height);
    if (finding) paintProof(context, finding, place, y - top + lane.height);
  }
  paintArrows(context, top);
}

function paintGrounds(context, top, first) {
  context.fillStyle = colour('back');
  for (const { y, height } of layout.headings) {
    if (y - top < size.height && y + height > top) context.fillRect(0, y - top, size.width, height);
  }
  for (let index = first; index < layout.rows.length; index += 1) {
    const { lane, y } = layout.rows[index];
    if (y - top > size.height) break;
    if (lane.group === 'workflow') {
      context.fillStyle = colour('ground');
      context.fillRect(0, y - top, size.width, lane.height);
    }
    context.fillStyle = colour('line');
    context.fillRect(0, y - top + lane.height - 1, size.width, 1);
  }
}

function paintGrid(context) {
  context.fillStyle = colour('grid');
  for (const { x } of roundMoments()) context.fillRect(Math.round(x), 0, 1, size.height);
}

/** Over all lanes, so that one sees what ran meanwhile; the bar on the target's own lane says what it is. */
function paintFaults(context) {
  context.setLineDash([3, 4]);
  context.lineWidth = 1;
  for (const { from, effective, heal, to } of scene.faults) {
    const [x, right] = [xOf(from), xOf(to)];
    if (right < 0 || x > size.width) continue;
    const sure = effective ?? to;
    context.fillStyle = colour('fault');
    context.globalAlpha = 0.07;
    context.fillRect(x, 0, right - x, size.height);
    context.fillRect(xOf(sure), 0, xOf(heal ?? to) - xOf(sure), size.height);
    context.globalAlpha = 0.8;
    context.strokeStyle = colour('fault');
    for (const at of [from, effective, heal, to]) {
      if (at !== null) upright(context, xOf(at));
    }
  }
  context.globalAlpha = 1;
  context.setLineDash([]);
}

function paintShade(context, { from, to }) {
  const [x, right] = [xOf(from), xOf(to)];
  context.fillStyle = colour('violation');
  context.globalAlpha = 0.1;
  context.fillRect(x, 0, Math.max(1, right - x), size.height);
  context.globalAlpha = 0.7;
  context.strokeStyle = colour('violation');
  context.lineWidth = 1;
  upright(context, x);
  upright(context, right);
  context.globalAlpha = 1;
}

function upright(context, x) {
  context.beginPath();
  context.moveTo(Math.round(x) + 0.5, 0);
  context.lineTo(Math.round(x) + 0.5, size.height);
  context.stroke();
}

/** Draws the seconds above the lanes, and where a witness missed something. */
export function paintAxis(context, height) {
  context.fillStyle = colour('card');
  context.fillRect(0, 0, size.width, height);
  context.font = '11px system-ui, sans-serif';
  context.textBaseline = 'middle';
  for (const { x, text } of roundMoments()) {
    context.fillStyle = colour('line');
    context.fillRect(Math.round(x), height - 7, 1, 7);
    context.fillStyle = colour('soft');
    context.textAlign = x < 16 ? 'left' : x > size.width - 24 ? 'right' : 'center';
    context.fillText(text, Math.min(size.width - 2, Math.max(2, x)), height / 2 - 2);
  }
  context.textAlign = 'left';
  context.fillStyle = colour('t-gap');
  for (const { from } of scene.gaps) {
    const x = xOf(from);
    context.beginPath();
    context.moveTo(x - 5, height);
    context.lineTo(x, height - 9);
    context.lineTo(x + 5, height);
    context.fill();
  }
}
