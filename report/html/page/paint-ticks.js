import { events, placeOf, scene, ticks, zero } from './data.js';
import { state } from './state.js';
import { colour } from './theme.js';
import { size, timeAt, xOf } from './view.js';

/** Pixels of one bin: events nearer to each other than that are drawn as one, the darker the more there are. */
const bin = 2;
const shades = [0.45, 0.65, 0.85, 1];
export const stripHeight = 4;

/** Index of the first time that is not before `at`. */
function firstTick(times, at) {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] >= at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Draws the strip of a lane's events along its lower edge. */
export function paintTicks(context, place, bottom) {
  const { times } = ticks[place];
  const first = firstTick(times, state.from);
  if (first === times.length) return;
  const scale = size.width / (state.to - state.from) / bin;
  context.fillStyle = colour('tick');
  const y = bottom - stripHeight - 3;
  let column = -1;
  let count = 0;
  const flush = () => {
    if (count === 0) return;
    context.globalAlpha = shades[Math.min(shades.length - 1, Math.floor(Math.log2(count)))];
    context.fillRect(column * bin, y, bin - 0.5, stripHeight);
  };
  for (let index = first; index < times.length; index += 1) {
    const at = times[index];
    if (at > state.to) break;
    const next = Math.floor((at - state.from) * scale);
    if (next !== column) {
      flush();
      column = next;
      count = 0;
    }
    count += 1;
  }
  flush();
  context.globalAlpha = 1;
}

/** Places of the events within some pixels of `x`, on the strip of a lane. */
export function eventsNear(place, x) {
  const { times, places } = ticks[place];
  const end = timeAt(x + 3);
  const found = [];
  for (let index = firstTick(times, timeAt(x - 3)); index < times.length && times[index] <= end; index += 1) {
    found.push(places[index]);
  }
  return found;
}

/** Draws the events that show a finding upon the strip of their lane. */
export function paintProof(context, finding, place, bottom) {
  context.fillStyle = colour('violation');
  for (const seq of finding.events) {
    const event = placeOf.get(seq);
    if (event === undefined || scene.laneOf[event] !== place) continue;
    const x = xOf(Math.max(0, events[event].at - zero));
    context.fillRect(x - 1.5, bottom - stripHeight - 5, 3, stripHeight + 4);
  }
}
