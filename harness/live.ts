import type { Finding } from '../checkers/finding.ts';
import { judge } from '../checkers/judge.ts';
import { cluesOf } from '../checkers/signature.ts';
import type { Verdict } from '../checkers/verdict.ts';
import type { HistoryEvent } from '../history/event.ts';
import { MICROS_PER_SECOND, type Micros } from '../history/time.ts';
import type { EarlyEnd } from './early-end.ts';

/** Rows are read five times a second and a loaded machine is late: what is younger is not judged yet, since something may be missing beside it, µs. */
const SETTLED_AFTER = 2 * MICROS_PER_SECOND;
/** Between two looks, µs. */
const EVERY = MICROS_PER_SECOND;
/** And the history must have grown by one in so many: all looks together then cost no more than a hundred at the whole history. */
const GROWN = 100;

/**
 * Judges a run while it goes on, as the verdict from disk is made: all that was learnt, in the order in which it happened, however late it came.
 * A look takes 13 ms at 1,000 events.
 */
export class LiveExamination {
  readonly #ends: readonly EarlyEnd[];
  readonly #proved: (finding: Finding, end: EarlyEnd) => void;
  readonly #told: (verdict: Verdict) => void;
  readonly #events: HistoryEvent[] = [];
  #newest: Micros = 0;
  /** How far the history had come at the last look. */
  #looked = { at: 0, events: 0 };
  #over = false;

  /**
   * @param proved is called once, with the first finding that one of the ends waits for.
   * @param told of the verdict on what is known, at each look.
   */
  constructor(
    ends: readonly EarlyEnd[],
    proved: (finding: Finding, end: EarlyEnd) => void,
    told: (verdict: Verdict) => void = () => undefined,
  ) {
    this.#ends = ends;
    this.#proved = proved;
    this.#told = told;
  }

  /** Every event of the run as it is learnt, from its header on. */
  observe(event: HistoryEvent): void {
    if (this.#over) return;
    this.#events.push(event);
    this.#newest = Math.max(this.#newest, event.at);
    const { at, events } = this.#looked;
    if (this.#newest - at < EVERY || this.#events.length < events + events / GROWN) return;
    this.#looked = { at: this.#newest, events: this.#events.length };
    this.#look(this.#newest - SETTLED_AFTER);
  }

  #look(until: Micros): void {
    const verdict = judge(
      this.#events.filter((event) => event.type === 'run.begin' || event.at <= until),
      { torn: false },
    );
    this.#told(verdict);
    // A receipt counts whenever it comes.
    const clues = cluesOf(this.#events);
    for (const end of this.#ends) {
      const finding = end.find(verdict, clues);
      if (!finding) continue;
      this.#over = true;
      this.#proved(finding, end);
      return;
    }
  }
}

/** @returns of each verdict on a run what it proves that none before had proved. */
export function freshFindings(): (verdict: Verdict) => readonly Finding[] {
  const known = new Set<string>();
  return ({ violations, notes }) =>
    [...violations, ...notes].filter(({ anomaly, proof, subject }) => {
      const name = `${anomaly} ${subject}`;
      if (proof !== 'proved' || known.has(name)) return false;
      known.add(name);
      return true;
    });
}
