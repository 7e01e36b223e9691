import { scene } from './data.js';

/** What is seen and chosen; times in µs since zero. Whoever changes it says so with `changed`. */
export const state = {
  from: 0,
  to: scene.length,
  /** The one workflow whose lanes are seen; null: all. */
  workflow: null,
  /** Whether workflows without anything in this stretch of time are left out. */
  onlyInView: scene.workflows.length > 8,
  /** Name of the finding that was chosen, and of the one that is pointed at. */
  finding: null,
  pointed: null,
  /** The item that was opened, the one under the pointer, and the one that has the keyboard. */
  item: null,
  hover: null,
  focus: null,
  /** The event that was opened. */
  event: null,
};

const listeners = [];

/** Calls back with the name of what changed: `view`, `lanes`, `choice` or `pointer`. */
export function whenChanged(listener) {
  listeners.push(listener);
}

export function changed(what) {
  for (const listener of listeners) listener(what);
}
