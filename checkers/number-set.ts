const BITS = 32;

/** A set of whole numbers that are mostly close together, as a database counts them up: a few bits for each, where a Set takes some fifty bytes. */
export class NumberSet {
  readonly #blocks = new Map<number, number>();

  add(number: number): void {
    const block = Math.floor(number / BITS);
    this.#blocks.set(block, (this.#blocks.get(block) ?? 0) | (1 << (number % BITS)));
  }

  has(number: number): boolean {
    return ((this.#blocks.get(Math.floor(number / BITS)) ?? 0) & (1 << (number % BITS))) !== 0;
  }
}
