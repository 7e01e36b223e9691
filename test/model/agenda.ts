interface Entry {
  readonly at: number;
  readonly order: number;
  readonly action: () => void;
}

function before(one: Entry, two: Entry): boolean {
  return one.at < two.at || (one.at === two.at && one.order < two.order);
}

/** What is still to happen, the earliest first, of one moment in the order in which it was planned: a binary heap. */
export class Agenda {
  readonly #heap: Entry[] = [];
  #order = 0;

  get next(): number | undefined {
    return this.#heap[0]?.at;
  }

  plan(at: number, action: () => void): void {
    const entry = { at, order: this.#order, action };
    this.#order += 1;
    let index = this.#heap.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.#heap[parent];
      if (!above || before(above, entry)) break;
      this.#heap[index] = above;
      index = parent;
    }
    this.#heap[index] = entry;
  }

  take(): (() => void) | undefined {
    const [first] = this.#heap;
    const last = this.#heap.pop();
    if (first && last && this.#heap.length > 0) this.#sink(last);
    return first?.action;
  }

  #sink(entry: Entry): void {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const one = this.#heap[left];
      const two = this.#heap[left + 1];
      const child = two && one && before(two, one) ? left + 1 : left;
      const below = this.#heap[child];
      if (!below || before(entry, below)) break;
      this.#heap[index] = below;
      index = child;
    }
    this.#heap[index] = entry;
  }
}
