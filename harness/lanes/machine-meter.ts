import { availableParallelism, cpus, totalmem } from 'node:os';
import type { Machine } from './capacity.ts';

/** So far back it is looked what the cores have done, ms. */
const WINDOW_MS = 10_000;

interface Sample {
  readonly at: number;
  /** Of all cores together, ms. */
  readonly idle: number;
  readonly all: number;
}

/** What the machine has left, over the last seconds. */
export class MachineMeter {
  #samples: Sample[] = [];

  /** To be called every few seconds: only after some of them is known what is idle. */
  look(): Machine {
    const now = sampleNow();
    const first = this.#samples.find(({ at }) => now.at - at <= WINDOW_MS);
    this.#samples = [...this.#samples.filter(({ at }) => now.at - at <= WINDOW_MS), now];
    const known = first !== undefined && now.at - first.at >= WINDOW_MS / 2 && now.all > first.all;
    const cores = availableParallelism();
    return {
      cores,
      memoryBytes: totalmem(),
      availableBytes: process.availableMemory(),
      idleCores: known ? (cores * (now.idle - first.idle)) / (now.all - first.all) : undefined,
    };
  }

  /** What was before says nothing of what comes. */
  forget(): void {
    this.#samples = [];
  }
}

function sampleNow(): Sample {
  const times = cpus().map((cpu) => cpu.times);
  const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
  return {
    at: performance.now(),
    idle: sum(times.map(({ idle }) => idle)),
    all: sum(times.map((each) => sum(Object.values(each)))),
  };
}
