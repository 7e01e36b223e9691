// The event table, a page of rows at a time: a hundred thousand rows at once would make the browser crawl.
import { events, scene, secondsOf, words, zero } from './data.js';
import { openEvent } from './open.js';
import { state, whenChanged } from './state.js';

const form = document.getElementById('filters');
const rows = document.querySelector('#events-table tbody');
const count = document.getElementById('shown');
const more = document.getElementById('more');
const page = 200;
let matching = [];
let drawn = 0;
let workflow = null;
let haystack;

function matches() {
  const data = new FormData(form);
  const sources = new Set(data.getAll('source'));
  const text = data.get('text').trim().toLowerCase();
  if (text !== '') haystack ??= events.map((event, place) => `${JSON.stringify(event)} ${words[place]}`.toLowerCase());
  const places = [];
  events.forEach((event, place) => {
    if (!sources.has(event.source)) return;
    if (event.type === 'execution.beat' && !data.has('beats')) return;
    if (event.type === 'link.traffic' && !data.has('traffic')) return;
    const own = scene.lanes[scene.laneOf[place]]?.workflow ?? null;
    if (state.workflow !== null && own !== null && own !== state.workflow) return;
    if (text === '' || haystack[place].includes(text)) places.push(place);
  });
  return places;
}

function row(place) {
  const event = events[place];
  const element = document.createElement('tr');
  element.tabIndex = 0;
  element.dataset.place = place;
  for (const text of [event.seq, secondsOf(event.at - zero), event.source, event.type, words[place]]) {
    const cell = document.createElement('td');
    cell.textContent = text;
    element.append(cell);
  }
  return element;
}

function drawMore() {
  rows.append(...matching.slice(drawn, drawn + page).map(row));
  drawn = Math.min(matching.length, drawn + page);
  count.textContent = `${drawn} of ${matching.length} matching events shown; the history has ${events.length}.`;
  more.hidden = drawn === matching.length;
}

function redraw() {
  workflow = state.workflow;
  matching = matches();
  drawn = 0;
  rows.replaceChildren();
  drawMore();
}

function open(target) {
  const element = target.closest('tr[data-place]');
  if (element) openEvent(events[Number(element.dataset.place)].seq, true);
}

form.addEventListener('input', redraw);
form.addEventListener('submit', (event) => event.preventDefault());
more.addEventListener('click', drawMore);
rows.addEventListener('click', (event) => open(event.target));
rows.addEventListener('keydown', (event) => {
  if (event.key === 'Enter') open(event.target);
});
whenChanged((what) => {
  if (what === 'lanes' && state.workflow !== workflow) redraw();
});
redraw();
