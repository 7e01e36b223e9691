// The side panel: the raw events behind whatever was chosen.
const panel = document.getElementById('details');
const title = panel.querySelector('h2');
const body = document.getElementById('details-body');
const events = JSON.parse(document.getElementById('events').textContent);
const words = JSON.parse(document.getElementById('words').textContent);
const zero = JSON.parse(document.getElementById('zero').textContent);
const index = new Map(events.map((event, place) => [event.seq, place]));
const most = 60;
let from;

function entry(seq) {
  const place = index.get(seq);
  const event = events[place];
  const head = document.createElement('div');
  if (!event) {
    head.textContent = `#${seq} is not in this history`;
    return [head];
  }
  const second = ((event.at - zero) / 1e6).toFixed(3);
  head.textContent = `#${seq} at ${second} s, ${event.source}, ${event.type}: ${words[place]}`;
  const json = document.createElement('pre');
  json.textContent = JSON.stringify(event, null, 2);
  return [head, json];
}

function close(event) {
  if (panel.hidden) return;
  event.preventDefault();
  const inside = panel.contains(document.activeElement);
  panel.hidden = true;
  document.body.classList.remove('with-details');
  if (inside) from?.focus?.();
}

document.addEventListener('show-events', ({ detail }) => {
  if (!panel.contains(document.activeElement)) from = document.activeElement;
  title.textContent = detail.title;
  body.replaceChildren(...detail.events.slice(0, most).flatMap(entry));
  if (detail.events.length > most) body.append(`… and ${detail.events.length - most} more`);
  panel.hidden = false;
  document.body.classList.add('with-details');
  panel.scrollTop = 0;
});
document.getElementById('close').addEventListener('click', close);
addEventListener('keydown', (event) => {
  if (event.key === 'Escape') close(event);
});
