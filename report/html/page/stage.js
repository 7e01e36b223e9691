import { scene } from './data.js';
import { layOut, layout, rowAt } from './layout.js';
import { paintAxis, paintLanes } from './paint.js';
import { paintOverlay } from './paint-overlay.js';
import { changed, state, whenChanged } from './state.js';
import { forgetColours } from './theme.js';
import { size } from './view.js';

const scroller = document.getElementById('scroller');
const spacer = document.getElementById('spacer');
const viewport = document.getElementById('viewport');
const labels = document.getElementById('labels');
const axis = document.getElementById('axis');
const lanes = document.getElementById('lanes');
const overlay = document.getElementById('overlay');
const axisHeight = 28;
/** Of a canvas that is printed, pixels: browsers refuse much more. */
const tallest = 12000;
/** What fits between the margins of A4 and Letter, pixels: nobody says how wide the paper is before it is too late. */
const paperWidth = 680;
let printing = false;

/** Fits the canvases to the page, and draws all. */
function resize() {
  const most = printing ? tallest : Math.max(260, Math.round(innerHeight * 0.78) - axisHeight);
  size.height = Math.max(40, Math.min(most, layout.height));
  viewport.style.height = `${size.height + axisHeight}px`;
  spacer.style.height = `${(printing ? size.height : layout.height) + axisHeight}px`;
  scroller.style.height = `${size.height + axisHeight + 2}px`;
  size.width = Math.max(80, (printing ? paperWidth : viewport.clientWidth) - labels.offsetWidth);
  const ratio = printing ? 2 : devicePixelRatio;
  for (const [canvas, height] of [
    [axis, axisHeight],
    [lanes, size.height],
    [overlay, size.height],
  ]) {
    canvas.width = Math.round(size.width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${size.width}px`;
    canvas.style.height = `${height}px`;
    canvas.getContext('2d').setTransform(ratio, 0, 0, ratio, 0, 0);
  }
  draw();
}

export function scrollTop() {
  return printing ? 0 : scroller.scrollTop;
}

export function scrollBy(pixels) {
  scroller.scrollTop += pixels;
}

/** Scrolls so that a stretch of the layout is seen, in its middle where it was not. */
export function scrollTo(top, bottom) {
  const { scrollTop: above } = scroller;
  if (top >= above && bottom <= above + size.height) return;
  scroller.scrollTop = bottom - top > size.height ? top - 8 : (top + bottom - size.height) / 2;
}

let pending = null;

/** Once a frame at most. `all` false: only what lies over the lanes. */
function drawSoon(all) {
  if (pending === null) requestAnimationFrame(drawPending);
  pending = pending === true || all;
}

function drawPending() {
  const all = pending;
  pending = null;
  if (all) draw();
  else drawOverlay();
}

function draw() {
  paintAxis(axis.getContext('2d'), axisHeight);
  paintLanes(lanes.getContext('2d'), scrollTop());
  placeLabels();
  drawOverlay();
}

function drawOverlay() {
  paintOverlay(overlay.getContext('2d'), scrollTop());
}

const shown = new Map();

/** A label for each lane that is seen; those that stay are moved, not made anew. */
function placeLabels() {
  const top = scrollTop();
  const wanted = new Map();
  for (const heading of layout.headings) {
    if (heading.y < top + size.height && heading.y + heading.height > top) wanted.set(heading.text, heading);
  }
  for (let index = rowAt(top); index < layout.rows.length; index += 1) {
    const row = layout.rows[index];
    if (row.y > top + size.height) break;
    wanted.set(row.place, row);
  }
  for (const [key, element] of shown) {
    if (wanted.has(key)) continue;
    element.remove();
    shown.delete(key);
  }
  for (const [key, row] of wanted) {
    const element = shown.get(key) ?? labelOf(row);
    if (!shown.has(key)) labels.append(element);
    shown.set(key, element);
    element.style.transform = `translateY(${row.y - top}px)`;
    // Of a high lane that is half gone, the name stays.
    const hidden = row.lane ? Math.max(0, Math.min(top - row.y, row.lane.height - 40)) : 0;
    element.style.setProperty('--hidden', `${hidden}px`);
  }
}

function labelOf({ lane, text, height }) {
  const element = document.createElement('div');
  element.className = lane ? `label ${lane.group}` : 'label heading';
  element.style.height = `${lane ? lane.height : height}px`;
  const title = document.createElement('b');
  title.textContent = lane ? lane.title : text;
  element.append(title);
  if (!lane) return element;
  const detail = document.createElement('span');
  detail.textContent = lane.detail;
  element.append(' ', detail);
  element.title = `${lane.title}, ${lane.detail}`;
  return element;
}

/** Places the lanes anew; what stood at the upper edge stays there, if it still is one. */
function layOutAgain() {
  const top = scrollTop();
  const first = layout.rows[rowAt(top)];
  layOut();
  resize();
  const y = layout.yOf.get(first?.place);
  if (y !== undefined) scroller.scrollTop = y + top - first.y;
}

/** While somebody drags, lanes must not come and go. */
const still = 250;
let timer;

whenChanged((what) => {
  if (what === 'lanes') layOutAgain();
  if (what === 'view' && state.onlyInView && !printing) {
    clearTimeout(timer);
    timer = setTimeout(() => changed('lanes'), still);
  }
  drawSoon(what !== 'pointer');
});
scroller.addEventListener('scroll', () => drawSoon(true), { passive: true });
new ResizeObserver(resize).observe(viewport);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  forgetColours();
  resize();
});

// Paper shows the whole run, in light.
let before;
function print(on) {
  if (on === printing) return;
  printing = on;
  if (on) before = { from: state.from, to: state.to };
  Object.assign(state, on ? { from: 0, to: scene.length } : before);
  forgetColours();
  layOutAgain();
}
addEventListener('beforeprint', () => print(true));
addEventListener('afterprint', () => print(false));
matchMedia('print').addEventListener('change', ({ matches }) => print(matches));
