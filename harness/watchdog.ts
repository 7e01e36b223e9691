/** Writes down when the links are to be healed without us, ms since the epoch; nothing where they are not. */
type WriteDown = (moment: number | undefined) => Promise<void>;

/**
 * Keeps the moment at which links heal by themselves, should this process be gone by then: the latest that any fault needs. A frozen server
 * cannot be helped from inside: it waits for the next command.
 */
export class Watchdog {
  readonly #writeDown: WriteDown;
  readonly #moments = new Map<string, number>();
  #written: number | undefined;
  /** One after the other: the last word must be the last. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(writeDown: WriteDown) {
    this.#writeDown = writeDown;
  }

  /** This fault's links are to be whole by then, ms since the epoch. Returns when that is written down. */
  async expect(fault: string, moment: number): Promise<void> {
    this.#moments.set(fault, moment);
    await this.#update();
  }

  /** This fault is healed, or will not be. */
  async forget(fault: string): Promise<void> {
    if (this.#moments.delete(fault)) await this.#update();
  }

  async #update(): Promise<void> {
    const writing = this.#writing.then(
      () => this.#write(),
      () => this.#write(),
    );
    this.#writing = writing;
    await writing;
  }

  async #write(): Promise<void> {
    const latest = this.#moments.size === 0 ? undefined : Math.max(...this.#moments.values());
    if (latest === this.#written) return;
    await this.#writeDown(latest);
    this.#written = latest;
  }
}
