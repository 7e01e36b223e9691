import type { Alarm } from './capacity.ts';

/** A lane that is asked to end has so long to give back what it has before the next is asked, ms. */
const NEXT_END_MS = 30_000;

/** How a lane leaves before there is nothing left to do: after its run, or at once. */
type How = Exclude<Alarm['what'], 'none'>;

/** Lanes that have to leave, as the machine has too many. */
export class Leaving {
  readonly #how = new Map<number, How>();
  /** Of `performance.now()`. */
  #lastEnd = Number.NEGATIVE_INFINITY;

  /** Whether a lane begins nothing more; and whether it ends at once. */
  has(lane: number): boolean {
    return this.#how.has(lane);
  }

  ends(lane: number): boolean {
    return this.#how.get(lane) === 'end';
  }

  /** It has gone. */
  forget(lane: number): void {
    this.#how.delete(lane);
  }

  /**
   * The lane that an alarm is for: the youngest that does not leave that way already. After its run goes one at a time, and never the last; at once goes
   * whoever is left.
   * @param lanes those that are there, oldest first. @param now of `performance.now()`.
   * @returns nothing where the alarm asks for nobody, or somebody was asked just now.
   */
  heed({ what }: Alarm, lanes: readonly number[], now: number): number | undefined {
    switch (what) {
      case 'none':
        return undefined;
      case 'retire': {
        const youngest = lanes.at(-1);
        if (youngest === undefined || lanes.length < 2 || lanes.some((lane) => this.has(lane))) return undefined;
        this.#how.set(youngest, what);
        return youngest;
      }
      case 'end': {
        const youngest = lanes.findLast((lane) => !this.ends(lane));
        if (youngest === undefined || now - this.#lastEnd < NEXT_END_MS) return undefined;
        this.#lastEnd = now;
        this.#how.set(youngest, what);
        return youngest;
      }
      default:
        return what satisfies never;
    }
  }
}
