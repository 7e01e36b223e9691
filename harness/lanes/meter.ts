import type Dockerode from 'dockerode';
import type { LaneUse } from './capacity.ts';
import { type ClusterUse, clusterUse, cpuBetween } from './usage.ts';

/** How often the engine is asked, ms: a look at nine containers costs it a few. */
const EVERY_MS = 5_000;

/** So many of the last runs say what one takes: other scenarios take more, as those in which servers have to be started again. */
const RUNS = 10;

/** Measures what lanes take while they work: the most memory of any, and the cores of the last runs on average. */
export class Meter {
  readonly #engine: Dockerode;
  #memoryBytes = 0;
  readonly #cores: number[] = [];

  constructor(engine: Dockerode) {
    this.#engine = engine;
  }

  /** Nothing as long as no run has been measured. */
  get use(): LaneUse | undefined {
    const last = this.#cores.slice(-RUNS);
    if (last.length === 0) return undefined;
    return { memoryBytes: this.#memoryBytes, cores: last.reduce((sum, each) => sum + each, 0) / last.length };
  }

  /**
   * Begins to measure a lane whose cluster stands.
   * @returns what ends it: given what the lane's own process took meanwhile.
   */
  begin(cluster: string): (own: { readonly cpuSeconds: number; readonly memoryBytes: number }) => void {
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
      this.#cores.push((cpuSeconds + own.cpuSeconds) / seconds);
      this.#memoryBytes = Math.max(this.#memoryBytes, memoryBytes + own.memoryBytes);
    };
  }
}
