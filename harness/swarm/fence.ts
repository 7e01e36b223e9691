/** Of each shard, by its number from 1 on, the highest attempt there has been. */
export type Attempts = Readonly<Record<string, number>>;

/**
 * Keeps the tasks of a lost node from delivering once their shard was submitted again: such a node may come back, and its task would go on beside the
 * one that has its place.
 */
export class Fence {
  #attempts: Attempts;
  readonly #keep: (attempts: Attempts) => void;

  /** @param keep writes them down; before a higher one counts, it has. */
  constructor(attempts: Attempts, keep: (attempts: Attempts) => void) {
    this.#attempts = attempts;
    this.#keep = keep;
  }

  /** Lets nobody but an attempt at a shard through from now on, and those after it. */
  raise(shard: number, attempt: number): void {
    if (attempt <= (this.#attempts[shard] ?? 0)) return;
    const attempts = { ...this.#attempts, [shard]: attempt };
    this.#keep(attempts);
    this.#attempts = attempts;
  }

  /** Whether an attempt is the newest of its shard that is known; one that is newer than all before is from now on. */
  admits(shard: number, attempt: number): boolean {
    this.raise(shard, attempt);
    return attempt === (this.#attempts[shard] ?? 0);
  }
}
