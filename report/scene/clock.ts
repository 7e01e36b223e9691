import { type Micros, toSeconds } from '../../history/time.ts';
import type { Span } from '../timeline/model.ts';

/** Turns moments of the history into those of a scene and into words. What was before the run began stands at its edge. */
export class Clock {
  readonly #zero: Micros;

  constructor(zero: Micros) {
    this.#zero = zero;
  }

  since(at: Micros): Micros {
    return Math.max(0, at - this.#zero);
  }

  /** `12.0 s`, since the run began. */
  time(at: Micros): string {
    return `${toSeconds(at - this.#zero)} s`;
  }

  /** `12.0 s to 76.0 s`. */
  during(span: Pick<Span, 'from' | 'to'> & { readonly open?: boolean }): string {
    if (span.from === span.to) return `at ${this.time(span.from)}`;
    return `${this.time(span.from)} to ${this.time(span.to)}${span.open ? ' (end of the history)' : ''}`;
  }

  /** Both edges of a stretch as a scene has them. */
  edges({ from, to }: Pick<Span, 'from' | 'to'>): { readonly from: Micros; readonly to: Micros } {
    return { from: this.since(from), to: this.since(to) };
  }
}
