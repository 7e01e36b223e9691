import { cellInWords } from '../../report/campaign/words.ts';
import type { LaneAnswer } from '../lanes/lane.ts';
import type { LedgerRecord } from '../ledger/record.ts';
import { ledgerRecordOf } from '../ledger/record-of.ts';
import { groupOfUnit, keyOfCell, type Unit } from './asked.ts';
import { hopelessAfter, type RunEnd } from './hopeless.ts';
import { dueUnits, nextUnit, type Situation, saysAll } from './next-unit.ts';
import { type Order, orderOf, type UnitAtHand, unitAtHand } from './order.ts';
import { leftInWords, timeLeftMs } from './time-left.ts';
import type { PlannedUnit } from './units.ts';

/** What became of an order: what its lane answered, or what was found of its run. */
export type UnitEnd = Exclude<LaneAnswer, { kind: 'ran' }> | { readonly kind: 'ran'; readonly record: LedgerRecord };

export interface StateOptions {
  readonly name: string;
  /** So often in all a unit is run of which no run says all. */
  readonly tries: number;
  /** `2/3`, where it is one of several parts. */
  readonly shard?: string;
  /** Why nothing more is to be run, from what is known so far and whether a unit is being run or is still to be; nothing where it goes on. */
  readonly stopped: (records: readonly LedgerRecord[], isOpen: (unit: Unit) => boolean) => string | undefined;
  /** Whether nobody needs to know more of a cell, or of a canary: all its units, and all records of those. */
  readonly decided: (cell: readonly Unit[], records: readonly LedgerRecord[]) => boolean;
  /** Tells a person. */
  readonly say: (line: string) => void;
}

/** What is known of a campaign while it goes on. */
export class CampaignState {
  readonly #units: readonly UnitAtHand[];
  /** By their ids, and by their cells. */
  readonly #byId: ReadonlyMap<string, UnitAtHand>;
  readonly #byCell: ReadonlyMap<string, readonly UnitAtHand[]>;
  readonly #records = new Map<string, LedgerRecord[]>();
  /** Records that each unit had before and that are no tries: those of a canary, since what silenced it then is no reason not to ask it now; those cut short. */
  readonly #before = new Map<string, number>();
  readonly #running = new Map<string, Order>();
  /** Ids of units. */
  readonly #givenUp = new Set<string>();
  /** Of this call: what could not be run the last time may be run now. */
  readonly #ends: RunEnd[] = [];
  /** By cells. */
  readonly #decided = new Map<string, boolean>();
  readonly #options: StateOptions;
  #ended: string | undefined;

  constructor(planned: readonly PlannedUnit[], records: readonly LedgerRecord[], options: StateOptions) {
    this.#options = options;
    this.#units = planned.map(unitAtHand);
    this.#byId = new Map(this.#units.map((unit) => [unit.id, unit]));
    this.#byCell = Map.groupBy(this.#units, ({ cell }) => cell);
    for (const record of records)
      if (record.campaign && this.#byId.has(record.campaign.unit)) this.#keep(record.campaign.unit, record);
    for (const { id, canary } of this.#units) {
      const had = this.#records.get(id) ?? [];
      this.#before.set(id, canary ? had.length : had.filter(({ cutShort }) => cutShort).length);
    }
  }

  /** Every record that counts, in the order of the units. */
  get records(): readonly LedgerRecord[] {
    return this.#recordsOf(this.#units);
  }

  stopped(): string | undefined {
    const situation = this.#situation();
    const open = new Set(dueUnits(situation).map(({ id }) => id)).union(situation.running);
    return this.#options.stopped(this.records, ({ id }) => open.has(id));
  }

  /** Says once why nothing more is begun. */
  end(why: string): void {
    if (this.#ended === undefined) this.#options.say(`no more runs: ${why}`);
    this.#ended = why;
  }

  due(): readonly Order[] {
    return dueUnits(this.#situation()).map((unit) => this.#orderOf(unit));
  }

  waiting(): boolean {
    return dueUnits(this.#situation()).length > 0;
  }

  /** `fits`: whether there is room for a cluster of another group. */
  take(group: string | undefined, fits?: (group: string) => boolean): Order | undefined {
    const unit = nextUnit(this.#situation(), group, fits);
    if (!unit) return undefined;
    const order = this.#orderOf(unit);
    this.#running.set(unit.id, order);
    return order;
  }

  /** @returns what is known of the unit now; nothing where it was stopped. */
  put(order: Order, answer: UnitEnd): LedgerRecord | undefined {
    const { at } = order;
    this.#running.delete(order.id);
    switch (answer.kind) {
      case 'ran':
        this.#keep(order.id, answer.record);
        // A run without a directory did not come so far as to have a cluster.
        this.#heed(order, answer.record, answer.record.run !== undefined);
        return answer.record;
      case 'died': {
        const seconds = Math.round((Date.now() - at.getTime()) / 100) / 10;
        const failed = { kind: 'failed' as const, reason: answer.reason, seconds };
        const record = ledgerRecordOf(order.plan, failed, { version: order.version, at, campaign: order.campaign });
        this.#keep(order.id, record);
        this.#heed(order, record, true);
        return record;
      }
      case 'refused':
        this.giveUp(({ group }) => group === order.group, answer.reason);
        return undefined;
      case 'stopped':
        return undefined;
      default:
        return answer satisfies never;
    }
  }

  giveUp(which: (order: Order) => boolean, reason: string): void {
    for (const unit of this.#units) if (which(this.#orderOf(unit))) this.#givenUp.add(unit.id);
    this.#options.say(`given up, until the campaign is run again: ${reason}`);
  }

  /** `12 of 62`; what need not be run any more is none of them. */
  progress(): string {
    const answered = new Set(this.#answered());
    const wanted = this.#units.filter((unit) => answered.has(unit) || !this.#isSpared(unit)).length;
    return `${String(answered.size).padStart(String(wanted).length)} of ${wanted}`;
  }

  /** `3 lanes, ~14 min left`. `budgetMs`: what is left of the budget. */
  left(lanes: number, budgetMs: number): string {
    const situation = this.#situation();
    const due = dueUnits(situation);
    const open = this.#units.filter(({ id }) => situation.running.has(id)).concat(due);
    if (open.length === 0) return 'nothing left';
    const boots = new Set(due.map(({ group }) => group)).difference(new Set(situation.groups)).size;
    const ms = timeLeftMs({ cells: open.map(({ planned }) => planned.unit), boots, lanes }, this.records);
    return leftInWords(ms, budgetMs, lanes);
  }

  /** For the first line. */
  summary(): string {
    const cells = new Set(this.#units.map(({ planned }) => keyOfCell(planned.unit))).size;
    const shard = this.#options.shard === undefined ? '' : `, part ${this.#options.shard}`;
    const done = this.#answered().length;
    const wanted = this.#units.filter((unit) => !this.#isSpared(unit) || this.#records.has(unit.id)).length;
    const [runs, about] = [wanted, cells === 1 ? '1 cell' : `${cells} cells`];
    return `${runs} ${runs === 1 ? 'run' : 'runs'} of ${about}${shard}${done === 0 ? '' : `; ${done} done before`}`;
  }

  #answered(): readonly UnitAtHand[] {
    return this.#units.filter(({ id }) => this.#records.get(id)?.some(saysAll));
  }

  /** Of a cell that is decided, what was never run; a run that leaves something open is done again there, too. */
  #isSpared(unit: UnitAtHand): boolean {
    return (unit.canary || !this.#records.has(unit.id)) && this.#isDecided(unit);
  }

  /** Asked once a cell for what is known: of thousands of units, asking each time takes seconds, and lanes wait for their answers. */
  #isDecided({ cell }: UnitAtHand): boolean {
    const known = this.#decided.get(cell);
    if (known !== undefined) return known;
    const units = this.#byCell.get(cell) ?? [];
    const decided = this.#options.decided(
      units.map(({ planned }) => planned.unit),
      this.#recordsOf(units),
    );
    this.#decided.set(cell, decided);
    return decided;
  }

  #recordsOf(units: readonly UnitAtHand[]): readonly LedgerRecord[] {
    return units.flatMap(({ id }) => this.#records.get(id) ?? []);
  }

  #keep(id: string, record: LedgerRecord): void {
    const unit = this.#byId.get(id);
    if (unit) this.#decided.delete(unit.cell);
    this.#records.set(id, [...(this.#records.get(id) ?? []), record]);
  }

  #heed({ id, group, unit }: Order, { verdict, reason }: LedgerRecord, hadCluster: boolean): void {
    const cell = groupOfUnit(unit);
    this.#ends.push({ cell, group, broken: verdict === 'broken', hadCluster });
    const hopeless = hopelessAfter(this.#ends);
    if (hopeless === 'nothing' || this.#givenUp.has(id)) return;
    const what = hopeless === 'cell' ? `of ${cellInWords(unit)}` : `on clusters like that of ${cellInWords(unit)}`;
    this.giveUp(
      (order) => (hopeless === 'cell' ? groupOfUnit(order.unit) === cell : order.group === group),
      `the last runs ${what} were broken (${reason ?? 'nobody knows why'})`,
    );
  }

  #situation(): Situation<UnitAtHand> {
    return {
      units: this.#units,
      records: this.#records,
      tried: ({ id }) => (this.#records.get(id)?.length ?? 0) - (this.#before.get(id) ?? 0),
      running: new Set(this.#running.keys()),
      groups: [...this.#running.values()].map(({ group }) => group),
      tries: this.#options.tries,
      givenUp: this.#givenUp,
      decided: (unit) => this.#isSpared(unit),
    };
  }

  #orderOf(unit: UnitAtHand): Order {
    return orderOf(unit, this.#options);
  }
}
