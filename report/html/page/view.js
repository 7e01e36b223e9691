import { scene } from './data.js';
import { changed, state } from './state.js';

/** Pixels of the picture, set by the stage. */
export const size = { width: 1, height: 1 };
const shortest = 2000;

export function xOf(at) {
  return ((at - state.from) / (state.to - state.from)) * size.width;
}

export function timeAt(x) {
  return state.from + (x / size.width) * (state.to - state.from);
}

/** Shows a stretch of time, as far as the run has it. */
export function show(from, to) {
  const length = Math.min(scene.length, Math.max(shortest, to - from));
  state.from = Math.min(scene.length - length, Math.max(0, from));
  state.to = state.from + length;
  changed('view');
}

export function panBy(pixels) {
  const by = (pixels / size.width) * (state.to - state.from);
  show(state.from + by, state.to + by);
}

/** What is at `x` stays there. */
export function zoomBy(factor, x = size.width / 2) {
  const at = timeAt(x);
  const length = (state.to - state.from) / factor;
  const share = x / size.width;
  const clamped = Math.min(scene.length, Math.max(shortest, length));
  show(at - share * clamped, at + (1 - share) * clamped);
}

/** From where the first workflow was defined to the end: the boot before it may be half of the run. */
export function showWorkload() {
  show(Math.min(scene.workload, scene.length * 0.95), scene.length);
}

export function showWhole() {
  show(0, scene.length);
}

/** A stretch with some room on both sides. */
export function showStretch(from, to) {
  const room = Math.max(1e6, (to - from) * 0.2);
  show(from - room, to + room);
}

/** A stretch is in view already. */
export function isShown(from, to) {
  return to >= state.from && from <= state.to;
}
