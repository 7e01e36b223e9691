import { mkdirSync } from 'node:fs';
import { reasonOf } from '../../history/reason.ts';
import { type Alarm, alarmOf, type Capacity, capacityOf, isBusy, noRoomFor } from './capacity.ts';
import { Fleet, type FleetOptions } from './fleet.ts';
import type { Lane, LaneAnswer } from './lane.ts';
import { Leaving } from './leaving.ts';
import type { LaneOrder } from './message.ts';
import { Room } from './room.ts';
import type { CrewTools } from './tools.ts';
import { Turns } from './turns.ts';

/** How often it is looked whether one more lane fits, or one too many is there, ms. */
const LOOK_MS = 2_000;
/** A lane that could not be used so often in a row is given up. */
const UNUSABLE_IN_A_ROW = 3;

/** One run for a lane. */
export interface CrewOrder extends LaneOrder {
  /** Of DolphinScheduler. */
  readonly version: string;
  /** What cluster it needs: orders of one group follow each other without a boot. */
  readonly group: string;
}

export interface CrewOptions<Order extends CrewOrder> extends FleetOptions {
  /** At most so many lanes. */
  readonly most: number;
  readonly signal: AbortSignal;
  /**
   * The next order for a lane whose cluster suits a group; nothing where there is none for it now. It is as good as begun. `fits`: whether there is room
   * for the lane with a cluster of another group.
   */
  readonly next: (group: string | undefined, fits: (group: string) => boolean) => Order | undefined;
  /** Whether there are orders that nobody does yet. */
  readonly waiting: () => boolean;
  /** Called once for each order; its lane waits for it. */
  readonly done: (order: Order, answer: LaneAnswer, lane: number) => void | Promise<void>;
}

/** Lanes that do orders side by side: one first, and as many as the machine holds as soon as it is known what one takes. */
export class Crew<Order extends CrewOrder> {
  readonly #options: CrewOptions<Order>;
  readonly #tools: CrewTools;
  /** In the order in which they were hired. */
  readonly #workers = new Map<number, Promise<void>>();
  readonly #fleet: Fleet;
  readonly #leaving = new Leaving();
  readonly #room: Room;
  /** Of `performance.now()`. */
  #busySince: number | undefined;
  /** Boots come one after the other: each takes every core, and two at once take twice as long. */
  readonly #boots = new Turns();
  #told: Capacity | undefined;
  /** Lanes that were given up: so many fewer are hired. */
  #givenUp = 0;
  /** Nothing more is begun. */
  #over = false;
  /** Why it ended before all was done. */
  #why: string | undefined;
  #failure: { readonly error: unknown } | undefined;
  /** Called when a lane has gone. */
  #onGone: () => void = () => undefined;

  constructor(options: CrewOptions<Order>, tools: CrewTools) {
    this.#options = options;
    this.#tools = tools;
    this.#fleet = new Fleet(options, tools);
    this.#room = new Room(tools);
  }

  /** Lanes that are there. */
  get size(): number {
    return this.#workers.size;
  }

  /**
   * Until there is nothing left to do, or it is interrupted. Leaves no lane and no cluster.
   * @returns why it ended before that; nothing where it did not.
   * @throws what `next`, `waiting` or `done` throw.
   */
  async run(): Promise<string | undefined> {
    const { signal, logs, waiting } = this.#options;
    mkdirSync(logs, { recursive: true });
    const close = (): void => this.#close();
    if (signal.aborted) close();
    signal.addEventListener('abort', close);
    const timer = setInterval(() => this.#lookOut(), LOOK_MS);
    try {
      // One that has ended may have left something that another version or a second try needs.
      while (this.#workers.size > 0 || (!this.#over && waiting())) {
        if (this.#workers.size === 0) this.#hireFirst();
        if (this.#workers.size > 0) await this.#untilOneHasGone();
      }
    } finally {
      clearInterval(timer);
      signal.removeEventListener('abort', close);
      close();
      await Promise.all(this.#workers.values());
    }
    if (this.#failure) throw this.#failure.error;
    return this.#why;
  }

  #untilOneHasGone(): Promise<void> {
    return new Promise((resolve) => {
      this.#onGone = resolve;
    });
  }

  /** Begins nothing more, and ends what goes on. */
  #close(): void {
    this.#over = true;
    this.#fleet.endAll();
  }

  #stop(why: string): void {
    this.#why ??= why;
    this.#close();
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#close();
  }

  #lookOut(): void {
    try {
      this.#look();
    } catch (error) {
      this.#fail(error);
    }
  }

  #look(): void {
    const { say, waiting } = this.#options;
    if (this.#over) return;
    // Those who boot have every core, and nothing is known of what is left.
    if (this.#boots.size > 0) this.#tools.machine.forget();
    const machine = this.#tools.machine.look();
    const now = performance.now();
    this.#busySince = isBusy(machine) ? (this.#busySince ?? now) : undefined;
    this.#heed(alarmOf(machine, now - (this.#busySince ?? now)), now);
    if (this.#over) return;
    if (machine.idleCores === undefined || !waiting()) return;
    const capacity = capacityOf(machine, this.#tools.meter.use, this.#workers.size, this.#most);
    if (capacity.lanes <= this.#workers.size) return;
    if (this.#told?.lanes !== capacity.lanes) say(`room for ${capacity.lanes} clusters side by side (${capacity.why})`);
    this.#told = capacity;
    this.#hire();
  }

  #heed(alarm: Alarm, now: number): void {
    const lane = this.#leaving.heed(alarm, [...this.#workers.keys()], now);
    if (lane === undefined || alarm.what === 'none') return;
    this.#busySince = undefined;
    const ends = alarm.what === 'end';
    this.#options.say(`${alarm.why}: lane ${lane} ends ${ends ? 'now' : 'after its run'}`);
    if (ends) this.#fleet.end(lane);
    // Another cluster would find no more memory than these did.
    if ([...this.#workers.keys()].every((each) => this.#leaving.ends(each)))
      this.#stop(`${alarm.why}, with no cluster but that of lane ${lane}`);
  }

  /** Where there is no lane: nobody has measured whether there is room. */
  #hireFirst(): void {
    const why = noRoomFor(this.#tools.machine.look(), this.#tools.meter.use);
    if (why === undefined) this.#hire();
    else this.#stop(why);
  }

  #hire(): void {
    let number = 1;
    while (this.#workers.has(number)) number += 1;
    const worker = this.#work(number)
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#workers.delete(number);
        this.#leaving.forget(number);
        this.#room.leave(number);
        this.#onGone();
      });
    this.#workers.set(number, worker);
  }

  async #work(number: number): Promise<void> {
    const { next, done } = this.#options;
    let at: Order | undefined;
    let unusable = 0;
    try {
      while (!this.#over && !this.#leaving.has(number)) {
        const order = next(at?.group, (group) => this.#room.fits(number, group, [...this.#workers.keys()], this.#most));
        if (!order) return;
        this.#room.take(number, order.group);
        const { answer, thrown } = await this.#answer(number, order, at);
        at = answer.kind === 'ran' ? order : undefined;
        if (!at) this.#room.leave(number);
        unusable = thrown === undefined ? 0 : unusable + 1;
        await done(order, answer, number);
        if (thrown !== undefined && unusable >= UNUSABLE_IN_A_ROW) {
          this.#giveUp(number, thrown);
          return;
        }
      }
    } finally {
      await this.#fleet.dismiss(number);
    }
  }

  /** What becomes of an order, whatever goes wrong. `thrown`: why the lane could not be used. `at`: what it did before. */
  async #answer(
    number: number,
    order: Order,
    at: Order | undefined,
  ): Promise<{ readonly answer: LaneAnswer; readonly thrown?: string }> {
    try {
      if (at && at.version !== order.version) await this.#fleet.dismiss(number);
      if (this.#over || this.#leaving.ends(number)) return { answer: { kind: 'stopped' } };
      const lane = this.#fleet.lane(number, order.version);
      const answer = await this.#do(number, lane, order, at?.group);
      if (answer.kind !== 'ran') await this.#fleet.dismiss(number);
      return { answer };
    } catch (error) {
      const thrown = reasonOf(error);
      await this.#fleet.dismiss(number);
      return { answer: { kind: 'died', reason: `its lane could not be used: ${thrown}` }, thrown };
    }
  }

  get #most(): number {
    return Math.max(1, this.#options.most - this.#givenUp);
  }

  #giveUp(number: number, thrown: string): void {
    const why = `lane ${number} could not be used ${UNUSABLE_IN_A_ROW} times in a row (${thrown})`;
    this.#givenUp += 1;
    if (this.#workers.size > 1) this.#options.say(`${why}: given up`);
    else this.#stop(why);
  }

  /** `group`: what the lane's cluster suits. */
  async #do(number: number, lane: Lane, order: Order, group: string | undefined): Promise<LaneAnswer> {
    const boots = group !== order.group;
    const turn = boots ? await this.#boots.take() : () => undefined;
    let measured: ReturnType<CrewTools['meter']['begin']> | undefined;
    // What the lane's own process took before is not this run's.
    const before = lane.cpuSeconds;
    let own = { cpuSeconds: before, memoryBytes: 0 };
    try {
      const answer = await lane.run(order, () => {
        turn();
        this.#room.stands(number);
        measured = this.#tools.meter.begin(lane.cluster, order.group);
      });
      if (answer.kind === 'ran') own = answer;
      return answer;
    } finally {
      turn();
      measured?.({ cpuSeconds: own.cpuSeconds - before, memoryBytes: own.memoryBytes });
    }
  }
}
