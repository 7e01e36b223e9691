import type { EventOf, HistoryEvent, UnnumberedEvent, Without } from '../../history/event.ts';
import type { Source } from '../../history/events/base.ts';
import type { Dice } from './dice.ts';

/** The moment at which every history of the model begins, µs. */
const BEGIN = 1_700_000_000_000_000;

/** A stretch of which a witness tells nothing. */
export interface Gap {
  readonly witness: Source;
  readonly from: number;
  readonly to: number;
}

/** How long before a change the registry's witness may have looked last, and how late it may see it, µs. */
export const REGISTRY_BLIND = 300_000;
export const REGISTRY_DELAY = 150_000;

interface Ending {
  readonly outcome: 'settled' | 'deadline';
  readonly gap: Gap | undefined;
}

type Untimed = Without<UnnumberedEvent, 'at'>;

/**
 * Writes down what the witnesses tell: each with its clock, wrong by up to what is stated, and learnt late. One clock goes wrong
 * by the same all the time: each server's log, each process, the database have one each.
 */
export class Recorder {
  readonly uncertainty: EventOf<'run.begin'>['uncertainty'];
  readonly #dice: Dice;
  readonly #errors = new Map<string, number>();
  readonly #lines: { readonly event: HistoryEvent; readonly learnt: number }[] = [];
  readonly #poll: number;
  #registryAt = 0;

  constructor(dice: Dice, uncertainty: EventOf<'run.begin'>['uncertainty']) {
    this.#dice = dice;
    this.uncertainty = uncertainty;
    this.#poll = dice.between(1, 1_500_000);
  }

  /** `clock`: whose clock of the source it is. */
  tell(at: number, event: Untimed, clock = ''): void {
    if (this.uncertainty[event.source] === undefined) return;
    const rows = event.source === 'audit';
    const learnt = rows ? Math.ceil((at + 1) / this.#poll) * this.#poll : at + 1_000;
    this.#add({ at: BEGIN + at + this.#error(event.source, clock), ...event }, learnt);
  }

  /** Of the registry: the change lies between `since` and `at`, which are told in the order of the changes. */
  change(at: number, event: Without<Extract<UnnumberedEvent, { source: 'registry' }>, 'at' | 'since'>): void {
    if (this.uncertainty.registry === undefined) return;
    const error = BEGIN + this.#error('registry', '');
    const since = error + at - this.#dice.between(0, REGISTRY_BLIND);
    this.#registryAt = Math.max(this.#registryAt, at + this.#dice.between(0, REGISTRY_DELAY));
    this.#add({ ...event, since, at: error + this.#registryAt } as UnnumberedEvent, this.#registryAt);
  }

  #add(event: UnnumberedEvent, learnt: number): void {
    this.#lines.push({ event: { seq: 0, ...event } as HistoryEvent, learnt });
  }

  /** @returns the history in journal order, header first. */
  build(header: Omit<EventOf<'run.begin'>, 'seq' | 'at'>, end: number, run: Ending): HistoryEvent[] {
    const { gap, outcome } = run;
    const hidden = ({ source, at }: HistoryEvent) =>
      source === gap?.witness && at >= BEGIN + gap.from && at <= BEGIN + gap.to;
    const lines = gap ? this.#lines.filter(({ event }) => !hidden(event)) : this.#lines;
    if (gap) {
      const missed = { source: 'harness', type: 'run.gap', witness: gap.witness, reason: 'connection lost' } as const;
      lines.push({ event: { seq: 0, at: BEGIN + gap.to, ...missed }, learnt: gap.to });
    }
    lines.sort((a, b) => a.learnt - b.learnt);
    lines.forEach(({ event }, index) => {
      event.seq = index + 1;
    });
    const last = { source: 'harness', type: 'run.end', outcome, reason: 'because' } as const;
    return [
      { seq: 0, at: BEGIN, ...header },
      ...lines.map(({ event }) => event),
      { seq: lines.length + 1, at: BEGIN + end, ...last },
    ];
  }

  #error(source: Source, clock: string): number {
    const key = clock || source;
    const known = this.#errors.get(key);
    if (known !== undefined) return known;
    const most = this.uncertainty[source] ?? 0;
    const error = this.#dice.chance(30) ? this.#dice.pick([-most, most]) : this.#dice.between(-most, most);
    this.#errors.set(key, error);
    return error;
  }
}
