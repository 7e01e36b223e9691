/** Work that goes on beside something else until that is over. */
export class Background {
  readonly #stopping = new AbortController();
  readonly #failed: (error: Error) => void;
  readonly #works: Promise<void>[] = [];

  /** @param failed hears of work that threw; the other work goes on. */
  constructor(failed: (error: Error) => void) {
    this.#failed = failed;
  }

  /** `work` ends soon after its signal has fired. Once stopped, nothing is started any more. */
  start(work: (signal: AbortSignal) => Promise<void>): void {
    const { signal } = this.#stopping;
    if (!signal.aborted) this.#works.push(work(signal).catch(this.#failed));
  }

  /** Returns when all of it has ended; never throws. Twice is once. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#works);
  }
}
