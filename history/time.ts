/** Microseconds since the Unix epoch, an integer. Every `at` of the history is one. */
export type Micros = number;

export const MS_PER_SECOND = 1_000;
export const MICROS_PER_MS = 1_000;
export const MICROS_PER_SECOND = 1_000_000;

/**
 * The harness's wall clock in µs, with a resolution of 1 ms. Wall and not monotonic: containers on this host read the same
 * clock, so that their times and ours can be compared even after the clock was slewed.
 */
export function nowMicros(): Micros {
  return Date.now() * MICROS_PER_MS;
}

/** @returns a length in µs as seconds with one decimal, for sentences: `23.8`. */
export function toSeconds(micros: Micros): string {
  return (micros / MICROS_PER_SECOND).toFixed(1);
}
