// The address remembers what is seen and chosen, so that it can be sent to somebody: from, to, workflow, finding, event.
import { scene } from './data.js';
import { chooseWorkflow } from './filter.js';
import { chooseFinding } from './findings.js';
import { openEvent } from './open.js';
import { changed, state, whenChanged } from './state.js';
import { show, showWhole, showWorkload } from './view.js';

let written = location.hash;
let timer;

function write() {
  const { from, to, workflow, finding, event } = state;
  const values = { from: (from / 1e6).toFixed(6), to: (to / 1e6).toFixed(6), workflow, finding, event };
  const pairs = Object.entries(values).filter(([, value]) => value !== null);
  written = `#${new URLSearchParams(pairs)}`;
  history.replaceState(null, '', written);
}

/** @returns a number of the address; nothing where there is none. */
function number(values, name) {
  const value = Number.parseFloat(values.get(name) ?? '');
  return Number.isFinite(value) ? value : undefined;
}

export function restore() {
  const values = new URLSearchParams(location.hash.slice(1));
  const [from, to] = [number(values, 'from'), number(values, 'to')];
  // A link in the list of findings names it alone.
  const finding = values.get('finding') ?? (/^#[a-z]+-\d+$/.test(location.hash) ? location.hash.slice(1) : null);
  chooseWorkflow(number(values, 'workflow') ?? null);
  const known = from !== undefined && to !== undefined && to > from;
  if (known) show(from * 1e6, to * 1e6);
  // On a narrow screen the whole run comes first: two lanes of words would be all that fits.
  else if (scene.workload > 0 && matchMedia('(min-width: 700px)').matches) showWorkload();
  else showWhole();
  changed('lanes');
  if (finding !== null) chooseFinding(finding, known);
  const event = number(values, 'event');
  if (event !== undefined) openEvent(event);
  if (finding !== null || event !== undefined) document.getElementById('stage').scrollIntoView({ block: 'nearest' });
}

whenChanged((what) => {
  if (what === 'pointer') return;
  clearTimeout(timer);
  timer = setTimeout(write, 150);
});
addEventListener('hashchange', () => {
  if (location.hash !== written) restore();
});
