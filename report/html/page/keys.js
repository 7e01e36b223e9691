import { chooseFinding } from './findings.js';
import { shut } from './open.js';
import { state } from './state.js';
import { panBy, showWhole, showWorkload, size, zoomBy } from './view.js';

const zooms = {
  in: () => zoomBy(1.6),
  out: () => zoomBy(1 / 1.6),
  workload: showWorkload,
  whole: showWhole,
};
const keys = {
  '+': zooms.in,
  '=': zooms.in,
  w: zooms.in,
  '-': zooms.out,
  s: zooms.out,
  0: zooms.whole,
  Home: zooms.whole,
  ArrowLeft: () => panBy(-size.width / 8),
  a: () => panBy(-size.width / 8),
  ArrowRight: () => panBy(size.width / 8),
  d: () => panBy(size.width / 8),
};

for (const button of document.querySelectorAll('[data-zoom]')) {
  button.addEventListener('click', zooms[button.dataset.zoom]);
}

document.getElementById('stage').addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('select, input')) return;
  if (!Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
});

// The first Escape closes the details, the next puts the light out.
addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && !shut() && state.finding !== null) chooseFinding(null);
});
