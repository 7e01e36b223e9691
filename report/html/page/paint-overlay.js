import { layout } from './layout.js';
import { state } from './state.js';
import { colour } from './theme.js';
import { size, xOf } from './view.js';

/** Where an item is, in pixels of the picture; nothing where the filter hides its lane. */
export function boxOf({ item, place, row }, top) {
  const y = layout.yOf.get(place);
  if (y === undefined) return undefined;
  const reach = item.shape === 'mark' ? 6 : 2;
  const x = Math.max(-3, xOf(item.from) - (item.from === item.to ? reach : 0));
  const right = Math.min(size.width + 3, Math.max(x + 4, xOf(item.to) + (item.from === item.to ? reach : 0)));
  return { x, y: y - top + row.y, width: right - x, height: row.height };
}

/** Draws what is pointed at and what was opened; the lanes below stay as they are. */
export function paintOverlay(context, top) {
  context.clearRect(0, 0, size.width, size.height);
  const { hover, item: opened } = state;
  if (hover?.x !== undefined) {
    context.fillStyle = colour('soft');
    context.globalAlpha = 0.5;
    context.fillRect(Math.round(hover.x), 0, 1, size.height);
    context.globalAlpha = 1;
  }
  for (const [spot, width] of [
    [hover?.spot, 1],
    [opened, 2],
  ]) {
    const box = spot && boxOf(spot, top);
    if (!box || box.x > size.width || box.x + box.width < 0) continue;
    context.strokeStyle = colour('text');
    context.lineWidth = width;
    context.strokeRect(box.x - 1, box.y - 1, box.width + 2, box.height + 2);
  }
}
