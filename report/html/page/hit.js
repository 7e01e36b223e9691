import { scene } from './data.js';
import { firstItem, isLeft, layout, rowAt } from './layout.js';
import { eventsNear, stripHeight } from './paint-ticks.js';
import { timeAt, xOf } from './view.js';

const near = 4;

/** What is at a place of the layout: `{ spot }` for an item, `{ places }` for events of a lane's strip, nothing elsewhere. */
export function hit(x, y) {
  const found = layout.rows[rowAt(y)];
  if (!found || y < found.y) return undefined;
  const { lane, place } = found;
  const within = y - found.y;
  for (const row of lane.rows) {
    if (within < row.y - 1 || within > row.y + row.height + 1) continue;
    const item = itemAt(row.items, x);
    if (item) return { spot: { item, place, row } };
  }
  if (within < lane.height - stripHeight - 7) return undefined;
  const places = eventsNear(place, x);
  return places.length > 0 ? { places } : undefined;
}

/** Of those within some pixels the nearest; of equals the shortest, which has least room to be hit. */
function itemAt(items, x) {
  let best;
  let least = near + 1;
  for (let index = firstItem(items, timeAt(x - near - 2)); index < items.length; index += 1) {
    const item = items[index];
    const left = xOf(item.from);
    if (left > x + near + 2) break;
    const distance = Math.max(0, left - x, x - xOf(item.to));
    if (isLeft(item) && distance < least) {
      best = item;
      least = distance;
    }
  }
  return best;
}

/** The first item that fits, with its place; findings' own bars come last, they stand for others. */
export function spotWhere(fits) {
  let second;
  for (const [place, lane] of scene.lanes.entries()) {
    for (const row of lane.rows) {
      for (const item of row.items) {
        if (!fits(item)) continue;
        if (item.finding === undefined) return { item, place, row };
        second ??= { item, place, row };
      }
    }
  }
  return second;
}
