// What the page was given: packed where it is long.
async function unpacked() {
  const block = document.getElementById('data');
  if (block.dataset.packed !== 'gzip') return JSON.parse(block.textContent);
  if (!('DecompressionStream' in globalThis)) {
    document.getElementById('shown').textContent =
      'This browser is too old to unpack the events; those since 2023 can.';
  }
  const bytes = Uint8Array.from(atob(block.textContent), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).json();
}

const given = await unpacked();
/** In order of time. */
export const events = given.events;
/** Each event in words. */
export const words = given.words;
/** µs since the epoch. */
export const zero = given.zero;
export const scene = given.scene;
/** By file: lines as `[offset, µs since zero or null, text, whether lines before it were left out]`. */
export const logs = given.logs;
export const placeOf = new Map(events.map(({ seq }, place) => [seq, place]));

/** For each lane the times of its events, in µs since zero, and their places among all events. */
export const ticks = scene.lanes.map(() => ({ times: [], places: [] }));
scene.laneOf.forEach((lane, place) => {
  if (lane === -1) return;
  ticks[lane].times.push(Math.max(0, events[place].at - zero));
  ticks[lane].places.push(place);
});

export function secondsOf(micros) {
  return (micros / 1e6).toFixed(3);
}
