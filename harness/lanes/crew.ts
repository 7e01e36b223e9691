import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type Dockerode from 'dockerode';
import { removeRun } from '../../cluster/sweep.ts';
import { reasonOf } from '../../history/reason.ts';
import { type Alarm, alarmOf, type Capacity, capacityOf, isBusy } from './capacity.ts';
import { Lane, type LaneAnswer } from './lane.ts';
import { MachineMeter } from './machine-meter.ts';
import type { LaneOptions, LaneOrder } from './message.ts';
import { Meter } from './meter.ts';

/** How often it is looked whether one more lane fits, or one too many is there, ms. */
const LOOK_MS = 2_000;

/** One run for a lane. */
export interface CrewOrder extends LaneOrder {
  /** Of DolphinScheduler. */
  readonly version: string;
  /** What cluster it needs: orders of one group follow each other without a boot. */
  readonly group: string;
}

export interface CrewOptions<Order extends CrewOrder> extends Omit<LaneOptions, 'dolphinscheduler'> {
  readonly engine: Dockerode;
  /** Where each lane writes what it does. */
  readonly logs: string;
  /** At most so many lanes. */
  readonly most: number;
  readonly signal: AbortSignal;
  /** The next order for a lane whose cluster suits a group; nothing where there is none for it now. It is as good as begun. */
  readonly next: (group: string | undefined) => Order | undefined;
  /** Whether there are orders that nobody does yet. */
  readonly waiting: () => boolean;
  /** Called once for each order; its lane waits for it. */
  readonly done: (order: Order, answer: LaneAnswer, lane: number) => void | Promise<void>;
  /** Something that a person wants to know. */
  readonly say: (line: string) => void;
}

/** Lanes that do orders side by side: one first, and as many as the machine holds as soon as it is known what one takes. */
export class Crew<Order extends CrewOrder> {
  readonly #options: CrewOptions<Order>;
  readonly #meter: Meter;
  readonly #workers = new Map<number, Promise<void>>();
  readonly #lanes = new Map<number, Lane>();
  readonly #retiring = new Set<number>();
  readonly #machine = new MachineMeter();
  /** Of `performance.now()`. */
  #busySince: number | undefined;
  #booting = 0;
  /** Boots come one after the other: each takes every core, and two at once take twice as long. */
  #boots: Promise<void> = Promise.resolve();
  #told: Capacity | undefined;

  constructor(options: CrewOptions<Order>) {
    this.#options = options;
    this.#meter = new Meter(options.engine);
  }

  /** Lanes that are there. */
  get size(): number {
    return this.#workers.size;
  }

  /** Until there is nothing left to do, or it is interrupted. Leaves no lane and no cluster. */
  async run(): Promise<void> {
    const { signal, logs, waiting } = this.#options;
    mkdirSync(logs, { recursive: true });
    const end = (): void => void Promise.all([...this.#lanes.values()].map((lane) => lane.end()));
    signal.addEventListener('abort', end);
    const timer = setInterval(() => this.#look(), LOOK_MS);
    try {
      this.#hire();
      // One that has ended may have left something that another version or a second try needs.
      while (this.#workers.size > 0 || (waiting() && !signal.aborted)) {
        if (this.#workers.size === 0) this.#hire();
        await Promise.race(this.#workers.values());
      }
    } finally {
      clearInterval(timer);
      signal.removeEventListener('abort', end);
      await Promise.all([...this.#lanes.values()].map((lane) => lane.end()));
    }
  }

  #look(): void {
    const { signal, most, say, waiting } = this.#options;
    if (signal.aborted) return;
    // Those who boot have every core, and nothing is known of what is left.
    if (this.#booting > 0) this.#machine.forget();
    const machine = this.#machine.look();
    const now = performance.now();
    this.#busySince = isBusy(machine) ? (this.#busySince ?? now) : undefined;
    this.#heed(alarmOf(machine, now - (this.#busySince ?? now)));
    if (machine.idleCores === undefined || !waiting()) return;
    const capacity = capacityOf(machine, this.#meter.use, this.#workers.size, most);
    if (capacity.lanes <= this.#workers.size) return;
    if (this.#told?.lanes !== capacity.lanes) say(`room for ${capacity.lanes} clusters side by side (${capacity.why})`);
    this.#told = capacity;
    this.#hire();
  }

  #heed(alarm: Alarm): void {
    const youngest = Math.max(...this.#workers.keys());
    if (alarm.what === 'none' || this.#workers.size < 2 || this.#retiring.has(youngest)) return;
    this.#retiring.add(youngest);
    this.#busySince = undefined;
    this.#options.say(`${alarm.why}: lane ${youngest} ends ${alarm.what === 'end' ? 'now' : 'after its run'}`);
    if (alarm.what === 'end') void this.#lanes.get(youngest)?.end();
  }

  #hire(): void {
    let number = 1;
    while (this.#workers.has(number)) number += 1;
    const worker = this.#work(number).finally(() => {
      this.#workers.delete(number);
      this.#retiring.delete(number);
    });
    this.#workers.set(number, worker);
  }

  async #work(number: number): Promise<void> {
    const { signal, next, done, engine, say } = this.#options;
    let at: { readonly version: string; readonly group: string } | undefined;
    try {
      while (!signal.aborted && !this.#retiring.has(number)) {
        const order = next(at?.group);
        if (!order) return;
        if (at && at.version !== order.version) await this.#dismiss(number);
        const lane = this.#lanes.get(number) ?? this.#open(number, order.version);
        const answer = await this.#do(lane, order, at?.group);
        at = order;
        if (answer.kind !== 'ran') {
          await this.#dismiss(number);
          at = undefined;
        }
        if (answer.kind === 'died') await removeRun(engine, lane.cluster).catch((error) => say(reasonOf(error)));
        await done(order, answer, number);
      }
    } finally {
      await this.#dismiss(number);
    }
  }

  /** `group`: what the lane's cluster suits. */
  async #do(lane: Lane, order: Order, group: string | undefined): Promise<LaneAnswer> {
    const boots = group !== order.group;
    const turn = boots ? await this.#takeTurn() : () => undefined;
    let measured: ReturnType<Meter['begin']> | undefined;
    try {
      // What the lane's own process took before is not this run's.
      const before = lane.cpuSeconds;
      const answer = await lane.run(order, () => {
        turn();
        measured = this.#meter.begin(lane.cluster);
      });
      const own = answer.kind === 'ran' ? answer : { cpuSeconds: before, memoryBytes: 0 };
      measured?.({ cpuSeconds: own.cpuSeconds - before, memoryBytes: own.memoryBytes });
      return answer;
    } finally {
      turn();
    }
  }

  /** Waits for those that boot. @returns what lets the next one; twice is once. */
  async #takeTurn(): Promise<() => void> {
    const before = this.#boots;
    let release: () => void = () => undefined;
    this.#boots = new Promise((resolve) => {
      release = resolve;
    });
    this.#booting += 1;
    await before;
    let over = false;
    return () => {
      if (!over) this.#booting -= 1;
      over = true;
      release();
    };
  }

  #open(number: number, dolphinscheduler: string): Lane {
    const { name, origin, runs, logs } = this.#options;
    const lane = new Lane(
      { name: `${name}/${number}`, dolphinscheduler, origin, runs },
      join(logs, `lane-${number}.log`),
    );
    this.#lanes.set(number, lane);
    return lane;
  }

  async #dismiss(number: number): Promise<void> {
    const lane = this.#lanes.get(number);
    await lane?.end();
    this.#lanes.delete(number);
  }
}
