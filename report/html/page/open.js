import { events, placeOf } from './data.js';
import { closeDetails, showDetails } from './details.js';
import { spotWhere } from './hit.js';
import { changed, state } from './state.js';

/** Shows what is behind an item of the picture. */
export function openSpot(spot) {
  choose({ item: spot, event: spot.item.events[0] ?? null });
  showDetails(spot.item.title, spot.item.events, unchoose);
}

/** @param places of events among all */
export function openEvents(title, places) {
  const seqs = places.map((place) => events[place].seq);
  choose({ item: null, event: seqs[0] ?? null });
  showDetails(title, seqs, unchoose);
}

/** Opens the item that an event begins, or else the event alone. */
export function openEvent(seq, alone = false) {
  const event = events[placeOf.get(seq)];
  if (!event) return;
  const spot = alone ? undefined : spotWhere((item) => item.events[0] === seq);
  if (spot) openSpot(spot);
  else openEvents(event.type, [placeOf.get(seq)]);
}

export function openFinding(finding) {
  choose({ item: null, event: null });
  showDetails(finding.row.querySelector('.sentence').textContent, finding.events, () => {});
}

/** Shuts the panel. @returns whether it was open */
export function shut() {
  return closeDetails();
}

function choose(what) {
  Object.assign(state, what);
  changed('choice');
}

function unchoose() {
  choose({ item: null, event: null });
}
