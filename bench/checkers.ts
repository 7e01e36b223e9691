import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Examination } from '../checkers/examination.ts';
import { MICROS_PER_SECOND } from '../history/time.ts';
import { type Bench, median } from './bench.ts';
import { syntheticBegin, syntheticHistory } from './synthetic.ts';

const SIZES = [10_000, 100_000, 1_000_000, 10_000_000] as const;
const NAMES = { 10000: '10k', 100000: '100k', 1000000: '1M', 10000000: '10M' } as const;
const BYTES_PER_MB = 1e6;

/** All checkers over histories of 10 thousand to 10 million events, in one process on one core. */
export const checkers: Bench = {
  about: "all checkers' events a second and memory, at 10 thousand to 10 million events",
  real: false,
  measure(tell) {
    // Without counting, until the compiler has seen it all.
    for (let time = 0; time < 5; time += 1) examine(100_000);
    const rates = new Map<number, number>();
    for (const size of SIZES) {
      const times = size < 10_000_000 ? [1, 2, 3] : [1];
      const measured = times.map(() => examine(size));
      const rate = size / median(measured.map(({ seconds }) => seconds));
      rates.set(size, rate);
      tell(`checkers-${NAMES[size]}`, Math.round(rate), 'events/s');
      tell(`checkers-${NAMES[size]}-memory`, Math.round(median(measured.map(({ held }) => held)) / BYTES_PER_MB), 'MB');
    }
    // 1 is linear: as many events a second whatever the length.
    tell('checkers-10M-to-100k', (rates.get(10_000_000) ?? 0) / (rates.get(100_000) ?? 1), 'ratio');
  },
};

/**
 * @returns the time of its one processor that the checkers' thread took, so that what else the machine does is left out, and the memory that they held at
 * the end.
 */
function examine(size: number): { readonly seconds: number; readonly held: number } {
  const before = memory();
  const examination = new Examination(syntheticBegin);
  examination.observe(syntheticBegin);
  let microseconds = 0;
  // In pieces, since making an event costs about as much as checking it; small ones, so that an event is garbage as soon as it was read, as
  // it is behind a reader of a file.
  let piece: Parameters<Examination['observe']>[0][] = [];
  const check = (): void => {
    const { user, system } = process.threadCpuUsage();
    for (const event of piece) examination.observe(event);
    const now = process.threadCpuUsage();
    microseconds += now.user - user + now.system - system;
    piece = [];
  };
  for (const event of syntheticHistory(size)) {
    piece.push(event);
    if (piece.length === 100) check();
  }
  check();
  const held = memory() - before;
  const verdict = examination.finish({ torn: false });
  const found = verdict.violations.length + verdict.doubts.length + verdict.notes.length;
  if (found > 0)
    throw new Error(
      `a healthy history has findings: ${JSON.stringify(verdict.violations[0] ?? verdict.doubts[0] ?? verdict.notes[0])}`,
    );
  return { seconds: microseconds / MICROS_PER_SECOND, held };
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes of live objects. */
function memory(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
