// The side panel: the events behind whatever was chosen, and what the servers logged around them.
import { events, placeOf, secondsOf, words, zero } from './data.js';
import { linesAround } from './logs.js';

const panel = document.getElementById('details');
const title = panel.querySelector('h2');
const body = document.getElementById('details-body');
const most = 60;
let from;
let closed = () => {};

/** @param seqs numbers of events; @param onClose what to do when somebody closes it */
export function showDetails(headline, seqs, onClose) {
  if (!panel.contains(document.activeElement)) from = document.activeElement;
  closed = onClose;
  title.textContent = headline;
  body.replaceChildren(...seqs.slice(0, most).map((seq) => entry(seq, seqs.length === 1)));
  if (seqs.length > most) body.append(`… and ${seqs.length - most} more`);
  panel.hidden = false;
  document.body.classList.add('with-details');
  panel.scrollTop = 0;
}

export function closeDetails() {
  if (panel.hidden) return false;
  const inside = panel.contains(document.activeElement);
  panel.hidden = true;
  document.body.classList.remove('with-details');
  closed();
  if (inside) from?.focus?.();
  return true;
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function entry(seq, alone) {
  const section = element('section', 'entry');
  const place = placeOf.get(seq);
  const event = events[place];
  if (!event) {
    section.textContent = `#${seq} is not in this history`;
    return section;
  }
  const head = element('h3', '', `${secondsOf(event.at - zero)} s  ${event.type}`);
  head.append(' ', element('small', '', `#${seq}, ${event.source}`));
  const raw = element('details', '');
  raw.open = alone;
  raw.append(element('summary', '', 'the event'), element('pre', '', JSON.stringify(event, null, 2)));
  section.append(head, element('p', '', words[place]), ...linesAround(event).map(logOf), raw);
  return section;
}

function logOf({ file, lines, place }) {
  const figure = element('figure', 'log');
  const list = element('ol', '');
  lines.forEach(([offset, , text], index) => {
    const line = element('li', index === place ? 'here' : '', text);
    line.title = `byte ${offset}`;
    if (index === place) line.setAttribute('aria-current', 'true');
    list.append(line);
  });
  figure.append(element('figcaption', '', `logs/${file}`), list);
  return figure;
}

document.getElementById('close').addEventListener('click', closeDetails);
