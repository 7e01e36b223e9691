import { promisesBroken } from '../checkers/contract.ts';
import { Examination } from '../checkers/examination.ts';
import type { Finding } from '../checkers/finding.ts';
import { TimeOrderWindow } from '../checkers/time-order.ts';
import type { EventOf, HistoryEvent } from '../history/event.ts';
import { MICROS_PER_SECOND } from '../history/time.ts';

/** Rows are read five times a second and a loaded machine is late: what was learnt so much later than it happened is out of order, µs. */
const LATEST = 2 * MICROS_PER_SECOND;

/** Checkers at work while the run goes on. What they prove is proved; the verdict is made from the whole history all the same. */
export class LiveExamination {
  readonly #examination: Examination;
  readonly #window = new TimeOrderWindow(LATEST);
  readonly #contract: EventOf<'run.begin'>['contract'];
  readonly #proved: (violation: Finding) => void;

  /** @param proved is called with each proved finding that breaks the run's contract, as soon as it is known. */
  constructor(begin: EventOf<'run.begin'>, proved: (violation: Finding) => void) {
    this.#examination = new Examination(begin);
    this.#contract = begin.contract;
    this.#proved = proved;
    this.observe(begin);
  }

  observe(event: HistoryEvent): void {
    const findings = this.#window.push(event).flatMap((ordered) => this.#examination.observe(ordered));
    // Once something came too late, what follows from the order is not certain any more.
    if (this.#window.late > 0) return;
    for (const finding of findings) {
      if (finding.proof === 'proved' && promisesBroken(finding.anomaly, this.#contract).length > 0)
        this.#proved(finding);
    }
  }
}
