import type { HistoryEvent } from '../history/event.ts';
import type { Micros } from '../history/time.ts';

/** Events of one moment keep the order in which they were learnt: one source never tells them the wrong way round. */
function byTime(a: HistoryEvent, b: HistoryEvent): number {
  return edge(a) - edge(b) || a.at - b.at || a.seq - b.seq;
}

/** A run's header and end enclose all else, whatever the clocks of others say. */
function edge(event: HistoryEvent): -1 | 0 | 1 {
  if (event.type === 'run.begin') return -1;
  return event.type === 'run.end' ? 1 : 0;
}

/**
 * The journal is in the order of learning; rows are polled and arrive late. @returns the events in the order of happening:
 * by `at`, then `seq`; `run.begin` first, `run.end` last. O(n log n) for a stored history of n events.
 */
export function inTimeOrder(events: Iterable<HistoryEvent>): readonly HistoryEvent[] {
  return [...events].sort(byTime);
}

/**
 * The same order for a history that is still being written, as long as no event is learnt `width` µs or more after a younger one.
 * Holds the events of the last `width` µs.
 */
export class TimeOrderWindow {
  readonly #width: Micros;
  /** In time order. */
  readonly #held: HistoryEvent[] = [];
  #newest = Number.NEGATIVE_INFINITY;
  #handedOn: HistoryEvent | undefined;
  #late = 0;

  constructor(width: Micros) {
    this.#width = width;
  }

  /** How many events came after a younger one had been handed on. Their order is wrong; what was found live may be so too. */
  get late(): number {
    return this.#late;
  }

  /** @returns the events that nothing can come before any more, in time order. A late event is handed on at once. */
  push(event: HistoryEvent): readonly HistoryEvent[] {
    if (this.#handedOn && byTime(event, this.#handedOn) < 0) {
      this.#late += 1;
      return [event];
    }
    this.#held.splice(this.#place(event), 0, event);
    if (event.type !== 'run.end') this.#newest = Math.max(this.#newest, event.at);
    const safe = this.#held.findIndex((held) => !this.#isSafe(held));
    return this.#handOn(safe === -1 ? this.#held.length : safe);
  }

  /** @returns all that is still held, in time order: nothing will follow. */
  flush(): readonly HistoryEvent[] {
    return this.#handOn(this.#held.length);
  }

  #isSafe(event: HistoryEvent): boolean {
    return event.type === 'run.begin' || (event.type !== 'run.end' && event.at < this.#newest - this.#width);
  }

  #handOn(count: number): readonly HistoryEvent[] {
    const events = this.#held.splice(0, count);
    this.#handedOn = events.at(-1) ?? this.#handedOn;
    return events;
  }

  /** Searched from the end, as most events come in order. */
  #place(event: HistoryEvent): number {
    return this.#held.findLastIndex((held) => byTime(held, event) <= 0) + 1;
  }
}
