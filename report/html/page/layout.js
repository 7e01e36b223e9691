import { scene } from './data.js';
import { state } from './state.js';

const headings = {
  masters: 'Masters',
  workers: 'Workers',
  others: 'Other servers',
  sessions: 'ZooKeeper sessions',
  links: 'Links to ZooKeeper',
  harness: 'Harness',
  workflow: 'Workflows and tasks',
};
const headingHeight = 24;

/** Lanes from top to bottom, `{ lane, place, y }`; headings, `{ text, y, height }`; and the height of all. */
export const layout = { rows: [], headings: [], height: 0, yOf: new Map() };

/** From when to when a workflow has anything to show. */
const extents = new Map();
for (const { workflow, rows } of scene.lanes) {
  if (workflow === null) continue;
  const extent = extents.get(workflow) ?? { from: Number.POSITIVE_INFINITY, to: 0 };
  extents.set(workflow, extent);
  for (const { items } of rows) {
    if (items.length === 0) continue;
    extent.from = Math.min(extent.from, items[0].from);
    extent.to = Math.max(extent.to, items.at(-1).to);
  }
}

function isWanted(workflow) {
  if (state.workflow !== null) return workflow === state.workflow;
  const { from, to } = extents.get(workflow);
  return !state.onlyInView || (to >= state.from && from <= state.to);
}

/** Places what the filters leave, one below the other. */
export function layOut() {
  const rows = [];
  const heads = [];
  let y = 0;
  let last;
  scene.lanes.forEach((lane, place) => {
    if (lane.workflow !== null && !isWanted(lane.workflow)) return;
    const group = lane.group === 'task' ? 'workflow' : lane.group;
    if (group !== last) {
      heads.push({ text: headings[group], y, height: headingHeight });
      y += headingHeight;
      last = group;
    }
    rows.push({ lane, place, y });
    y += lane.height;
  });
  layout.rows = rows;
  layout.headings = heads;
  layout.height = y;
  layout.yOf = new Map(rows.map((row) => [row.place, row.y]));
}

/** Index of the first row that ends below `y`. */
export function rowAt(y) {
  let low = 0;
  let high = layout.rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { lane, y: top } = layout.rows[middle];
    if (top + lane.height > y) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Index of the first item that ends at or after `at`; items of a row do not overlap and are in order. */
export function firstItem(items, at) {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (items[middle].to >= at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Whether the filter leaves an item: a server's lane is of all workflows. */
export function isLeft(item) {
  return state.workflow === null || item.workflow === undefined || item.workflow === state.workflow;
}
