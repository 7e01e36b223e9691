// The event table, a page of rows at a time: ten thousand rows at once would make the browser crawl.
const events = JSON.parse(document.getElementById('events').textContent);
const words = JSON.parse(document.getElementById('words').textContent);
const zero = JSON.parse(document.getElementById('zero').textContent);
const form = document.getElementById('filters');
const rows = document.querySelector('#events-table tbody');
const shown = document.getElementById('shown');
const more = document.getElementById('more');
const page = 300;
let matching = [];
let drawn = 0;
let haystack;

function matches() {
  const data = new FormData(form);
  const sources = new Set(data.getAll('source'));
  const text = data.get('text').trim().toLowerCase();
  haystack ??= events.map((event, place) => `${JSON.stringify(event)} ${words[place]}`.toLowerCase());
  return events.flatMap((event, place) => {
    if (!sources.has(event.source)) return [];
    if (event.type === 'execution.beat' && !data.has('beats')) return [];
    return text === '' || haystack[place].includes(text) ? [place] : [];
  });
}

function row(place) {
  const event = events[place];
  const element = document.createElement('tr');
  element.tabIndex = 0;
  element.dataset.place = place;
  for (const text of [event.seq, ((event.at - zero) / 1e6).toFixed(3), event.source, event.type, words[place]]) {
    const cell = document.createElement('td');
    cell.textContent = text;
    element.append(cell);
  }
  return element;
}

function drawMore() {
  rows.append(...matching.slice(drawn, drawn + page).map(row));
  drawn = Math.min(matching.length, drawn + page);
  shown.textContent = `${drawn} of ${matching.length} matching events shown; the history has ${events.length}.`;
  more.hidden = drawn === matching.length;
}

function redraw() {
  matching = matches();
  drawn = 0;
  rows.replaceChildren();
  drawMore();
}

function open(target) {
  const element = target.closest('tr[data-place]');
  if (!element) return;
  const place = Number(element.dataset.place);
  document.dispatchEvent(
    new CustomEvent('show-events', { detail: { title: events[place].type, events: [events[place].seq] } }),
  );
}

form.addEventListener('input', redraw);
form.addEventListener('submit', (event) => event.preventDefault());
more.addEventListener('click', drawMore);
rows.addEventListener('click', (event) => open(event.target));
rows.addEventListener('keydown', (event) => {
  if (event.key === 'Enter') open(event.target);
});
redraw();
document.documentElement.dataset.ready = 'yes';
