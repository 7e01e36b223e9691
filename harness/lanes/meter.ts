import type Dockerode from 'dockerode';
import type { LaneUse } from './capacity.ts';
import { GroupUse } from './group-use.ts';
import { type ClusterUse, clusterUse, cpuBetween } from './usage.ts';

/** How often the engine is asked, ms: a look at nine containers costs it a few. */
const EVERY_MS = 5_000;

/** Measures what lanes take while they work. */
export class Meter {
  readonly #engine: Dockerode;
  readonly #seen = new GroupUse();

  constructor(engine: Dockerode) {
    this.#engine = engine;
  }

  /** Of any; nothing as long as no run has been measured. */
  get use(): LaneUse | undefined {
    return this.#seen.use;
  }

  /** Of one kind of cluster. */
  useOf(group: string): LaneUse | undefined {
    return this.#seen.useOf(group);
  }

  /**
   * Begins to measure a lane whose cluster stands. `group`: its kind.
   * @returns what ends it: given what the lane's own process took meanwhile.
   */
  begin(cluster: string, group: string): (own: { readonly cpuSeconds: number; readonly memoryBytes: number }) => void {
    const began = performance.now();
    let [first, last]: (ClusterUse | undefined)[] = [];
    let cpuSeconds = 0;
    let memoryBytes = 0;
    const look = async (): Promise<void> => {
      const now = await clusterUse(this.#engine, cluster).catch(() => undefined);
      if (!now) return;
      if (last) cpuSeconds += cpuBetween(last, now);
      first ??= now;
      last = now;
      memoryBytes = Math.max(memoryBytes, now.memoryBytes);
    };
    void look();
    const timer = setInterval(() => void look(), EVERY_MS);
    return (own) => {
      clearInterval(timer);
      const seconds = (performance.now() - began) / 1_000;
      // Two looks are the least from which anything can be told.
      if (first === undefined || first === last) return;
      this.#seen.add(group, {
        memoryBytes: memoryBytes + own.memoryBytes,
        cores: (cpuSeconds + own.cpuSeconds) / seconds,
      });
    };
  }
}
