import { firstItem, isLeft } from './layout.js';
import { isLit } from './lit.js';
import { state } from './state.js';
import { colour, hatch, widthOf } from './theme.js';
import { size, xOf } from './view.js';

const hatched = new Set(['fault-begun', 'fault-healing', 'unconnected']);
const faint = 0.28;
/** Their words stand behind them where they are too short to hold them. */
const findings = new Set(['violation', 'doubt', 'note']);

/** Draws one row of a lane that stands at `top`; only what is in view, and nothing that its neighbours hide. */
export function paintRow(context, row, top) {
  const y = top + row.y;
  paintSome(context, row.items, y, row.height);
  paintSome(context, row.over, y, row.height);
}

function paintSome(context, items, y, height) {
  let hidden = -1;
  for (let index = firstItem(items, state.from); index < items.length; index += 1) {
    const item = items[index];
    const x = xOf(item.from);
    if (x > size.width) break;
    if (!isLeft(item)) continue;
    const right = Math.max(x + 1.5, xOf(item.to));
    if (right <= hidden) continue;
    hidden = item.shape === 'mark' ? right + 1 : right;
    context.globalAlpha = isLit(item) ? 1 : faint;
    paintItem(context, item, { x, right, y, height, next: items[index + 1] });
  }
  context.globalAlpha = 1;
}

function paintItem(context, item, box) {
  switch (item.shape) {
    case 'line':
    case 'bar':
      return paintBar(context, item, box);
    case 'flag':
      return paintFlag(context, item, box);
    case 'mark':
      return paintMark(context, item, box);
    default:
      return paintCross(context, box);
  }
}

function paintBar(context, { tone, label }, { x, right, y, height, next }) {
  const left = Math.max(-4, x);
  const width = Math.max(1.5, Math.min(size.width + 4, right) - left);
  context.fillStyle = hatched.has(tone) ? hatch(context, tone) : colour(`t-${tone}`);
  const edge = colour(`t-${tone}-edge`);
  if (width < 5 || height < 6) {
    if (edge !== '' && width < 5) context.fillStyle = edge;
    context.fillRect(left, y, width, height);
    return;
  }
  context.beginPath();
  context.roundRect(left, y, width, height, 3);
  context.fill();
  if (edge !== '') {
    context.strokeStyle = edge;
    context.lineWidth = 1;
    context.beginPath();
    context.roundRect(left + 0.5, y + 0.5, width - 1, height - 1, 3);
    context.stroke();
  }
  // The word of a bar that begins left of what is seen moves along, so that a bar never is without its name.
  const beyond = next === undefined ? size.width : xOf(next.from);
  if (findings.has(tone) && right - x < 120 && beyond - right > 120) {
    paintText(context, label, { x: right + 5, y: y + height / 2, room: beyond - right - 9, tone, height });
    return;
  }
  paintText(context, label, {
    x: Math.max(0, x) + 6,
    y: y + height / 2,
    room: right - Math.max(0, x) - 9,
    tone,
    height,
  });
}

function paintText(context, label, { x, y, room, tone, height }) {
  if (label === '' || room < 14 || height < 10) return;
  context.font = `${tone.startsWith('execution') ? '600 ' : ''}${height > 15 ? 11.5 : 10.5}px system-ui, sans-serif`;
  const text = shortened(context, label, room);
  if (text === '') return;
  context.fillStyle = colour(`t-${tone}-ink`) || colour('text');
  context.fillText(text, x, y + 0.5);
}

/** As much of a label as there is room for; nothing where that would say nothing. */
function shortened(context, label, room) {
  const width = widthOf(context, label);
  if (width <= room) return label;
  let length = Math.floor((label.length * room) / width);
  while (length > 2 && widthOf(context, `${label.slice(0, length)}…`) > room) length -= 1;
  return length > 2 ? `${label.slice(0, length)}…` : '';
}

function paintFlag(context, { tone, label }, { x, y, height, next }) {
  context.fillStyle = colour(`t-${tone}`);
  context.fillRect(x - 1, y, 3, height);
  const room = next === undefined ? 400 : xOf(next.from) - x - 6;
  paintText(context, label, { x: x + 5, y: y + height / 2, room, tone, height });
}

function paintMark(context, { tone }, { x, y, height }) {
  context.beginPath();
  context.moveTo(x - 5.5, y);
  context.lineTo(x + 5.5, y);
  context.lineTo(x, y + height - 2);
  context.closePath();
  context.fillStyle = colour(`t-${tone}`);
  context.fill();
  const edge = colour(`t-${tone}-edge`);
  if (edge === '') return;
  context.strokeStyle = edge;
  context.lineWidth = 1.2;
  context.stroke();
}

function paintCross(context, { x, y, height }) {
  const middle = y + height / 2;
  context.strokeStyle = colour('violation');
  context.lineWidth = 2.5;
  context.beginPath();
  context.moveTo(x - 5, middle - 5);
  context.lineTo(x + 5, middle + 5);
  context.moveTo(x + 5, middle - 5);
  context.lineTo(x - 5, middle + 5);
  context.stroke();
}
