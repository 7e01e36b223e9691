/** Lets those that wait do something one after the other, in the order in which they came. */
export class Turns {
  #last: Promise<void> = Promise.resolve();
  #size = 0;

  /** Those that wait, and the one whose turn it is. */
  get size(): number {
    return this.#size;
  }

  /** Waits for those before. @returns what lets the next one; twice is once. */
  async take(): Promise<() => void> {
    const before = this.#last;
    let release: () => void = () => undefined;
    this.#last = new Promise((resolve) => {
      release = resolve;
    });
    this.#size += 1;
    await before;
    let over = false;
    return () => {
      if (!over) this.#size -= 1;
      over = true;
      release();
    };
  }
}
