import { MICROS_PER_SECOND, type Micros, toSeconds } from '../../history/time.ts';

/** Places moments on the picture, as a share of its width: zooming is making it wider, and needs no second layout. */
export class Scale {
  readonly #zero: Micros;
  readonly #length: Micros;

  constructor(zero: Micros, end: Micros) {
    this.#zero = zero;
    // Room on the right for the word behind the last final state.
    this.#length = Math.max(MICROS_PER_SECOND, (end - zero) * 1.06);
  }

  /** Seconds from edge to edge. */
  get seconds(): number {
    return this.#length / MICROS_PER_SECOND;
  }

  /** What happened before the run began stands at its edge. */
  x(at: Micros): string {
    return percent(Math.max(0, at - this.#zero) / this.#length);
  }

  width(from: Micros, to: Micros): string {
    return percent((Math.max(this.#zero, to) - Math.max(this.#zero, from)) / this.#length);
  }

  /** `12.0 s`, since the run began. */
  time(at: Micros): string {
    return `${toSeconds(at - this.#zero)} s`;
  }

  /** How much of the picture's width a word of this many characters may need when nothing is zoomed. */
  room(characters: number): Micros {
    return (characters * 7 * this.#length) / 1000;
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(4)}%`;
}
