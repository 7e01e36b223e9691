import { scene } from './data.js';
import { layout } from './layout.js';
import { isLit, litFinding } from './lit.js';
import { state } from './state.js';
import { colour } from './theme.js';
import { size, xOf } from './view.js';

/** More than so many at once would be a hatching: then only those are drawn of which the process is seen, and of still more none. */
const few = 16;
const most = 150;

/** Draws who sent what: from the master's lane to where the process began. */
export function paintArrows(context, top) {
  const finding = litFinding();
  let seen = scene.arrows.filter((arrow) => isSeen(arrow, top) && (!finding || isLit(arrow)));
  if (seen.length > few && !finding) seen = seen.filter((arrow) => endIsSeen(arrow, top));
  if (seen.length > most && !finding) return;
  context.lineWidth = finding ? 2 : 1.4;
  for (const arrow of seen) paintArrow(context, arrow, top);
}

function isSeen({ from, to, fromLane, fromY, toLane, toY, workflow }, top) {
  if (to < state.from || from > state.to) return false;
  if (state.workflow !== null && state.workflow !== workflow) return false;
  const start = layout.yOf.get(fromLane);
  const end = layout.yOf.get(toLane);
  if (start === undefined || end === undefined) return false;
  return Math.max(start + fromY, end + toY) > top && Math.min(start + fromY, end + toY) < top + size.height;
}

function endIsSeen({ toLane, toY }, top) {
  const y = layout.yOf.get(toLane) + toY - top;
  return y > 0 && y < size.height;
}

function paintArrow(context, arrow, top) {
  const x = xOf(arrow.from);
  const y = layout.yOf.get(arrow.fromLane) + arrow.fromY - top;
  const end = xOf(arrow.to);
  const bottom = layout.yOf.get(arrow.toLane) + arrow.toY - top;
  const tone = colour(`t-${arrow.tone}-ink`);
  context.strokeStyle = tone;
  context.fillStyle = tone;
  context.globalAlpha = 0.85;
  context.beginPath();
  context.arc(x, y, 3, 0, 2 * Math.PI);
  context.fill();
  context.beginPath();
  context.moveTo(x, y);
  // Straight down, and in from the left: so one sees it also where both ends are at the same moment.
  context.bezierCurveTo(x, y + (bottom - y) * 0.6, end - 26, bottom, end - 6, bottom);
  context.stroke();
  context.beginPath();
  context.moveTo(end, bottom);
  context.lineTo(end - 7, bottom - 4);
  context.lineTo(end - 7, bottom + 4);
  context.fill();
  context.globalAlpha = 1;
}
