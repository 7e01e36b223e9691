import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Examination } from '../checkers/examination.ts';
import type { HistoryEvent } from '../history/event.ts';
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
    for (let time = 0; time < 5; time += 1) secondsFor(100_000);
    const rates = new Map<number, number>();
    for (const size of SIZES) {
      const times = Array.from({ length: size < 10_000_000 ? 3 : 1 }, () => meanSecondsFor(size));
      const rate = size / median(times);
      rates.set(size, rate);
      tell(`checkers-${NAMES[size]}`, Math.round(rate), 'events/s');
    }
    // 1 is linear: as many events a second whatever the length.
    tell('checkers-10M-to-100k', (rates.get(10_000_000) ?? 0) / (rates.get(100_000) ?? 1), 'ratio');
    for (const size of SIZES) tell(`checkers-${NAMES[size]}-memory`, bytesFor(size) / BYTES_PER_MB, 'MB');
  },
};

/** The mean of as many histories as make a million events: a processor's time is counted in steps of 1 to 4 ms. */
function meanSecondsFor(size: number): number {
  const times = Array.from({ length: Math.max(1, 1_000_000 / size) }, () => secondsFor(size));
  return times.reduce((sum, seconds) => sum + seconds, 0) / times.length;
}

/** The time that the checkers' thread had of its processor from first event to verdict, so that what else the machine does is left out. */
function secondsFor(size: number): number {
  let microseconds = 0;
  function timed<Result>(work: () => Result): Result {
    const { user, system } = process.threadCpuUsage();
    const result = work();
    const now = process.threadCpuUsage();
    microseconds += now.user - user + now.system - system;
    return result;
  }
  const examination = timed(begin);
  for (const piece of pieces(size)) {
    timed(() => {
      for (const event of piece) examination.observe(event);
    });
  }
  const verdict = timed(() => examination.finish({ torn: false }));
  const found = [...verdict.violations, ...verdict.doubts, ...verdict.notes];
  if (found.length > 0) throw new Error(`a healthy history has findings: ${JSON.stringify(found[0])}`);
  return microseconds / MICROS_PER_SECOND;
}

/** What the checkers hold after so many events. */
function bytesFor(size: number): number {
  const before = liveBytes();
  const examination = begin();
  for (const event of syntheticHistory(size)) examination.observe(event);
  const held = liveBytes() - before;
  examination.finish({ torn: false });
  return held;
}

function begin(): Examination {
  const examination = new Examination(syntheticBegin);
  examination.observe(syntheticBegin);
  return examination;
}

/**
 * The history in pieces, since making an event costs about as much as checking it: small ones, so that an event is garbage soon after it was
 * read, as it is behind a reader of a file; not so small that asking for the time is seen.
 */
function* pieces(size: number): Generator<readonly HistoryEvent[]> {
  let piece: HistoryEvent[] = [];
  for (const event of syntheticHistory(size)) {
    piece.push(event);
    if (piece.length < 1_000) continue;
    yield piece;
    piece = [];
  }
  yield piece;
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function liveBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}
