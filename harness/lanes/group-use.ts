import type { LaneUse } from './capacity.ts';

/** So many of the last runs say what one takes: other scenarios take more, as those in which servers have to be started again. */
const RUNS = 10;

/** What clusters were seen to take: the most memory of any, and the cores of the last runs on average; of each kind of cluster, and of all together. */
export class GroupUse {
  readonly #all = new Uses();
  readonly #groups = new Map<string, Uses>();

  /** Of any; nothing as long as no run has been measured. */
  get use(): LaneUse | undefined {
    return this.#all.use;
  }

  /** Of one kind of cluster; nothing as long as no run on one has been measured. */
  useOf(group: string): LaneUse | undefined {
    return this.#groups.get(group)?.use;
  }

  add(group: string, use: LaneUse): void {
    const own = this.#groups.get(group) ?? new Uses();
    this.#groups.set(group, own);
    for (const uses of [own, this.#all]) uses.add(use);
  }
}

class Uses {
  #memoryBytes = 0;
  #cores: readonly number[] = [];

  get use(): LaneUse | undefined {
    if (this.#cores.length === 0) return undefined;
    const cores = this.#cores.reduce((sum, each) => sum + each, 0) / this.#cores.length;
    return { memoryBytes: this.#memoryBytes, cores };
  }

  add({ memoryBytes, cores }: LaneUse): void {
    this.#memoryBytes = Math.max(this.#memoryBytes, memoryBytes);
    this.#cores = [...this.#cores, cores].slice(-RUNS);
  }
}
