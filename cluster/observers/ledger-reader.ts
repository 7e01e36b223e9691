import { gap } from '../../history/gap.ts';
import type { Journal } from '../../history/journal.ts';
import { reasonOf } from '../../history/reason.ts';
import { nowMicros } from '../../history/time.ts';
import type { Server } from '../server.ts';
import { notYet, there, waitFor, within } from '../wait.ts';
import { execute } from './execute.ts';
import { parseLedgerLine } from './ledger.ts';

/** Time for the last ledger lines to come through, ms. */
const LEDGER_REST_MS = 10_000;

/** Reads the ledger from a mark on. */
export class LedgerReader {
  readonly #journal: Journal;
  readonly #ledger: Server;
  /** Lines that the ledger held at the mark. */
  readonly #before: number;
  #lines = 0;

  constructor(ledger: Server, linesBefore: number, journal: Journal) {
    this.#ledger = ledger;
    this.#before = linesBefore;
    this.#journal = journal;
  }

  /** A line that the ledger's reader has printed. */
  hear(line: string): void {
    this.#lines += 1;
    if (this.#lines <= this.#before) return;
    const event = parseLedgerLine(line);
    this.#journal.append(typeof event === 'string' ? gap('witness', event, nowMicros()) : event);
  }

  /** Waits until as many lines were heard as the ledger holds. */
  async finish(): Promise<void> {
    try {
      const held = await within('counting the ledger', LEDGER_REST_MS, () => countLedgerLines(this.#ledger));
      await waitFor({
        what: `${held} lines of the ledger`,
        deadlineMs: LEDGER_REST_MS,
        everyMs: 50,
        look: () => (this.#lines >= held ? there(true) : notYet(`${this.#lines} lines`)),
      });
    } catch (error) {
      this.#journal.append(gap('witness', `the rest of the ledger: ${reasonOf(error)}`, nowMicros()));
    }
  }
}

/** Lines in all ledger files, counted in the container that holds the volume. */
export async function countLedgerLines({ container }: Server): Promise<number> {
  const { output } = await execute(container, ['bash', '-c', 'cat /ledger/*.log | wc -l']);
  return Number(output.trim());
}
