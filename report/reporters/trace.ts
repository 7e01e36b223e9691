import type { Micros } from '../../history/time.ts';

type Args = Readonly<Record<string, unknown>>;

/** One event of Chrome's Trace Event Format. Times are µs since the run began. */
export type TraceEvent = { readonly pid: number; readonly name: string } & (
  | { readonly ph: 'M'; readonly tid?: number; readonly args: Args }
  | {
      readonly ph: 'X';
      readonly tid: number;
      readonly cat: string;
      readonly ts: number;
      readonly dur: number;
      readonly args: Args;
    }
  | {
      readonly ph: 'i';
      readonly tid: number;
      readonly cat: string;
      readonly ts: number;
      readonly s: 't';
      readonly args: Args;
    }
  | { readonly ph: 's'; readonly tid: number; readonly cat: string; readonly ts: number; readonly id: number }
  | {
      readonly ph: 'f';
      readonly tid: number;
      readonly cat: string;
      readonly ts: number;
      readonly id: number;
      readonly bp: 'e';
    }
);

/** Something that lasts. `within`: what goes on inside it; cut to it, since on one thread nothing may overlap and not be inside. */
export interface Slice {
  readonly name: string;
  readonly from: Micros;
  readonly to: Micros;
  readonly args: Args;
  readonly within?: readonly Slice[];
}

/** Where a slice has come to be drawn. */
interface Place {
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur: number;
}

/** Collects the events of a trace. Every thread has a number of its own, also among the threads of other processes. */
export class Trace {
  readonly events: TraceEvent[] = [];
  readonly #zero: Micros;
  #processes = 0;
  #threads = 0;
  #flows = 0;

  /** @param zero the moment from which times count; what came before it is drawn there. */
  constructor(zero: Micros) {
    this.#zero = zero;
  }

  /** A group of threads, below all earlier ones. @returns its number. */
  process(name: string): number {
    this.#processes += 1;
    const pid = this.#processes;
    this.#name('process', { pid }, name, pid);
    return pid;
  }

  /** A line of a group, below its earlier ones. @returns its number. */
  thread(pid: number, name: string): number {
    this.#threads += 1;
    const tid = this.#threads;
    this.#name('thread', { pid, tid }, name, tid);
    return tid;
  }

  /** Slices on a thread, on further ones where they overlap. @returns where each is. */
  slices(pid: number, thread: string, category: string, slices: readonly Slice[]): ReadonlyMap<Slice, Place> {
    const places = new Map<Slice, Place>();
    const lanes: { readonly tid: number; end: Micros }[] = [];
    for (const slice of slices.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
      let lane = lanes.find(({ end }) => end <= slice.from);
      if (!lane) {
        lane = {
          tid: this.thread(pid, lanes.length === 0 ? thread : `${thread} (${lanes.length + 1})`),
          end: slice.to,
        };
        lanes.push(lane);
      }
      lane.end = Math.max(slice.from, slice.to);
      places.set(slice, this.#slice(pid, lane.tid, category, slice));
    }
    return places;
  }

  /** Moments on a thread of their own; none makes no thread. */
  instants(pid: number, thread: string, category: string, moments: readonly Omit<Slice, 'to' | 'within'>[]): void {
    if (moments.length === 0) return;
    const tid = this.thread(pid, thread);
    for (const { name, from, args } of moments) {
      this.events.push({ ph: 'i', name, cat: category, ts: this.#ts(from), s: 't', pid, tid, args });
    }
  }

  /** An arrow from one slice to another, which does not begin before it. */
  flow(name: string, category: string, from: Place, to: Place): void {
    this.#flows += 1;
    const end = inside(to);
    // The other slice may be over at once: an arrow does not go back in time.
    const begin = Math.min(inside(from), end);
    const same = { name, cat: category, id: this.#flows };
    this.events.push({ ph: 's', ...same, pid: from.pid, tid: from.tid, ts: begin });
    // Without `bp` it would go to the next slice that begins, and not to the one around it.
    this.events.push({ ph: 'f', bp: 'e', ...same, pid: to.pid, tid: to.tid, ts: end });
  }

  #slice(pid: number, tid: number, category: string, { name, from, to, args, within = [] }: Slice): Place {
    const ts = this.#ts(from);
    const dur = Math.max(0, this.#ts(to) - ts);
    this.events.push({ ph: 'X', name, cat: category, ts, dur, pid, tid, args });
    for (const inner of within) {
      const [begin, end] = [Math.max(from, inner.from), Math.min(to, inner.to)];
      if (begin <= end) this.#slice(pid, tid, category, { ...inner, from: begin, to: end });
    }
    return { pid, tid, ts, dur };
  }

  #name(what: string, whose: { readonly pid: number; readonly tid?: number }, name: string, order: number): void {
    this.events.push({ ph: 'M', name: `${what}_name`, ...whose, args: { name } });
    this.events.push({ ph: 'M', name: `${what}_sort_index`, ...whose, args: { sort_index: order } });
  }

  #ts(at: Micros): number {
    return Math.max(0, at - this.#zero);
  }
}

/** A moment in a slice, and not its first, which is the last of the slice before it where there is no pause between them. */
function inside({ ts, dur }: Place): number {
  return ts + Math.min(1, dur);
}
