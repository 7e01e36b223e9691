import { events, secondsOf, words } from './data.js';
import { hit } from './hit.js';
import { openEvents, openSpot } from './open.js';
import { scrollBy, scrollTop } from './stage.js';
import { changed, state } from './state.js';
import { panBy, showStretch, size, timeAt, zoomBy } from './view.js';

const overlay = document.getElementById('overlay');
const tip = document.getElementById('tip');

// Without Ctrl the wheel scrolls, as people expect; a pinch arrives as a wheel with Ctrl.
document.getElementById('viewport').addEventListener(
  'wheel',
  (event) => {
    const sideways = event.shiftKey ? event.deltaY : event.deltaX;
    if (event.ctrlKey || event.metaKey) zoomBy(Math.exp(-event.deltaY / 300), placeIn(event).x);
    else if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) panBy(sideways);
    else return;
    event.preventDefault();
  },
  { passive: false },
);

function placeIn({ clientX, clientY }) {
  const box = overlay.getBoundingClientRect();
  return { x: clientX - box.left, y: clientY - box.top };
}

let drag;
overlay.addEventListener('pointerdown', (event) => {
  if (event.button !== 0) return;
  drag = { x: event.clientX, y: event.clientY, moved: false };
  overlay.setPointerCapture(event.pointerId);
});
overlay.addEventListener('pointermove', (event) => {
  if (event.buttons === 0) drag = undefined; // let go outside the window
  if (drag) return move(event);
  point(event);
});

function move(event) {
  const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
  if (!drag.moved && Math.abs(x) + Math.abs(y) < 5) return;
  drag = { x: event.clientX, y: event.clientY, moved: true };
  overlay.classList.add('dragged');
  hideTip();
  panBy(-x);
  if (event.pointerType === 'mouse') scrollBy(-y);
}

overlay.addEventListener('pointerup', (event) => {
  const dragged = drag?.moved;
  drag = undefined;
  overlay.classList.remove('dragged');
  if (dragged || event.button !== 0) return;
  const { x, y } = placeIn(event);
  const found = hit(x, y + scrollTop());
  if (found?.spot) openSpot(found.spot);
  else if (found) openEvents(`${found.places.length} events at ${secondsOf(timeAt(x))} s`, found.places);
});
overlay.addEventListener('dblclick', (event) => {
  const { x, y } = placeIn(event);
  const { item } = hit(x, y + scrollTop())?.spot ?? {};
  if (item) showStretch(item.from, item.to);
});
overlay.addEventListener('pointercancel', () => {
  drag = undefined;
});
overlay.addEventListener('pointerleave', hideTip);

function hideTip() {
  tip.hidden = true;
  if (state.hover === null) return;
  state.hover = null;
  changed('pointer');
}

function point(event) {
  const { x, y } = placeIn(event);
  const found = hit(x, y + scrollTop());
  state.hover = { x, spot: found?.spot };
  overlay.classList.toggle('over', found !== undefined);
  changed('pointer');
  const text = found ? tipOf(found) : '';
  tip.textContent = `${secondsOf(timeAt(x))} s${text === '' ? '' : `\n${text}`}`;
  tip.hidden = false;
  // On the side of the pointer that has more room.
  const right = x > size.width / 2;
  const box = overlay.getBoundingClientRect();
  tip.style.left = right ? '' : `${event.clientX + 14}px`;
  tip.style.right = right ? `${document.documentElement.clientWidth - event.clientX + 14}px` : '';
  tip.style.top = `${Math.min(event.clientY + 14, box.bottom - 40)}px`;
}

function tipOf({ spot, places }) {
  if (spot) return spot.item.title;
  const lines = places.slice(0, 6).map((place) => `${events[place].type}  ${words[place]}`);
  return [...lines, ...(places.length > 6 ? [`… and ${places.length - 6} more events`] : [])].join('\n');
}
