import { type Draw, drawsFor } from '../../harness/random.ts';

/** Chances of one history, from its seed. */
export class Dice {
  readonly #draw: Draw;

  constructor(seed: number, name: string) {
    this.#draw = drawsFor(seed, name);
  }

  /** A whole number, both ends included. */
  between(from: number, to: number): number {
    return this.#draw(from, to);
  }

  /** True so many times in a hundred. */
  chance(percent: number): boolean {
    return this.#draw(1, 100) <= percent;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.#draw(0, items.length - 1)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }
}
